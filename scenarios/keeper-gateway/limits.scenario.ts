import { drills } from "../../fixtures/systems/keeper-gateway/client/drills/all.ts";
import { timings } from "../../fixtures/systems/keeper-gateway/timing.ts";
import type { Profile } from "../../fixtures/systems/keeper-gateway/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** Which drill asks which claim: each is a sequence of steps with instances of its own, in a pool of its own, at the router. */
const askedBy = {
  limits: { limit: "KGW-08", raised: "KGW-09", unset: "KGW-15", "at-once": "KGW-22" },
  lowering: { "go-on": "KGW-11", "stop-one": "KGW-12", prevented: "KGW-13", blipped: "KGW-14" },
  commands: { versions: "KGW-07", "at-least-one": "KGW-16", policy: "KGW-17", "unknown-uid": "KGW-18" },
  configurations: { "two-pools": "KGW-21", "wrong-key": "KGW-21", original: "KGW-27" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Nothing is broken. A drill begins anew whenever half its time is over, so that at least one begins and ends within the whole of the
 * longest one's time.
 */
function drilled(
  group: keyof typeof askedBy,
  profile: Profile,
  more: { title: string; byDay?: boolean },
): ReturnType<typeof scenario> {
  const asked: Readonly<Record<string, string>> = askedBy[group];
  const lastsMs = Object.keys(asked).map((name) => drills[name]?.lastsMs(timings[profile]) ?? 0);
  return scenario({
    system: "keeper-gateway",
    id: `kgw-${group}-${profile}`,
    profiles: [profile],
    fault: { kind: "noop", hosts: [] },
    healAfterMs: 1.5 * Math.max(...lastsMs),
    expect: Object.entries(asked).map(([drill, claim]) =>
      expecting.that(claim, { check: "outcomes", probe: `drill-${drill}`, allowed: ["ok"] }),
    ),
    ...more,
  });
}

const limits = {
  title: "the maximum is enforced, can be raised, has a default, and holds however many start",
};
const lowering = {
  title: "a lowered maximum ends nobody and lets nobody in, not even one that comes back",
  byDay: false,
};
const commands = { title: "the command line sets what is allowed, to whom it is allowed, and nothing else" };
const configurations = {
  title: "one configuration is one pool, and starts as many instances as it may",
  byDay: false,
};

export const limitsScaled = drilled("limits", "tuned", limits);
export const limitsReal = drilled("limits", "published", limits);
export const loweringScaled = drilled("lowering", "tuned", lowering);
export const loweringReal = drilled("lowering", "published", lowering);
export const commandsScaled = drilled("commands", "tuned", { ...commands, byDay: false });
export const commandsReal = drilled("commands", "published", { ...commands, byDay: false });
export const configurationsScaled = drilled("configurations", "tuned", configurations);
export const configurationsReal = drilled("configurations", "published", configurations);
