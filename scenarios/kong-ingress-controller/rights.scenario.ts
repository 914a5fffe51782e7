import { lastsMs } from "../../fixtures/systems/kong-ingress-controller/client/drills/rights.ts";
import { timings } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import type { Profile } from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** Which drill asks which claim: each is a sequence of steps with a namespace and an account of its own. */
const askedBy = {
  create: "KIC-14",
  "read-and-update": "KIC-15",
  "one-namespace": "KIC-16",
  "one-object": "KIC-17",
  "two-classes": "KIC-18",
} as const;

/** Nothing is broken. */
function drilled(profile: Profile): ReturnType<typeof scenario> {
  return scenario({
    system: "kong-ingress-controller",
    byDay: false,
    id: `kic-16-rights-${profile}`,
    title: "an election needs the rights that the document names, and they can be narrowed as it says",
    profiles: [profile],
    fault: { kind: "noop", hosts: [] },
    healAfterMs: lastingMs(profile),
    expect: Object.entries(askedBy).map(([drill, claim]) =>
      expecting.that(claim, { check: "outcomes", probe: `drill-${drill}`, allowed: ["ok"] }),
    ),
  });
}

/** Twice as many requests as there is room for, every 1.5 s: three Kongs take three times what one does. In the trial of the drills. */
function capacity(profile: Profile): ReturnType<typeof scenario> {
  return scenario({
    system: "kong-ingress-controller",
    byDay: false,
    id: `kic-20-capacity-${profile}`,
    title: "three Kongs take three times as many requests at once as one",
    profiles: [profile],
    fault: { kind: "noop", hosts: [] },
    healAfterMs: lastingMs(profile),
    expect: [expecting.that("KIC-20", { check: "stay-up", probe: "capacity", minSamples: 5 })],
  });
}

/** A drill begins anew whenever half its time is over, so that one at least begins and ends within one and a half. */
function lastingMs(profile: Profile): number {
  return 1.5 * lastsMs(timings[profile].leases["controller-runtime"]);
}

export const capacityTuned = capacity("tuned");
export const capacityPublished = capacity("published");
export const tuned = drilled("tuned");
export const published = drilled("published");
