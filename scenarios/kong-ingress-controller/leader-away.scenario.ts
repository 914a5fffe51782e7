import * as asking from "../../fixtures/systems/kong-ingress-controller/asked.ts";
import {
  giveUp,
  releasedTakeover,
  silentTakeover,
  timings,
} from "../../fixtures/systems/kong-ingress-controller/timing.ts";
import { freshMs } from "../../fixtures/systems/kong-ingress-controller/allowances.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const { lookMs, leaseOf, named, twin } = asking;
const system = "kong-ingress-controller";

/** Another leads once the lease has run out, whatever becomes of the one that is away. */
function takenOver(claim: string, asked: asking.Asked): Expectation {
  const { earliestMs, latestMs } = silentTakeover(leaseOf(asked));
  return expecting.of(
    claim,
    { check: "first-served", probe: "term", servedBy: "2. leader" },
    { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
  );
}

/**
 * Frozen until another leads, and then resumed: it was told of nothing. 1.x asks its elector, which looks at the lock at its next renewal,
 * R at the latest; with controller-runtime it writes until it gives up, R + D at the latest. Writes of one who does not lead are `stale`
 * until then and `wrong` after it, and counted.
 */
function frozen(asked: asking.Asked): ReturnType<typeof scenario> {
  const lease = leaseOf(asked);
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-10-freeze", asked),
    title: "a leader that was frozen writes for a bounded time when it resumes",
    fault: { kind: "process-freeze", hosts: ["@leader"], process: "sidecar" },
    healAfterMs: silentTakeover(lease).latestMs + 2 * lookMs,
    afterHealMs: giveUp(lease).latestMs + lookMs,
    expect: [
      takenOver("KIC-10", asked),
      expecting.that("KIC-10", { check: "outcomes", probe: "writers", allowed: ["ok", "stale"] }),
      expecting.that("KIC-24", { check: "stay-up", probe: "proxy" }),
      expecting.of(
        "KIC-25",
        { check: "outage", probe: "config" },
        {
          kind: "within",
          window: {
            earliestMs: 0,
            latestMs:
              silentTakeover(lease).latestMs + freshMs(timings[asked.profile], { ...asked, mode: "db" }),
          },
        },
      ),
    ],
  });
}

/**
 * Cut off from Kubernetes, and not from Kong's database. It sees no change, so it writes nothing. With controller-runtime it ends D after
 * the first renewal that fails, before another leads. 1.x cannot give up a lock that it cannot reach, and goes on taking itself for the
 * leader: two do.
 */
function cutOff(asked: asking.Asked): ReturnType<typeof scenario> {
  const lease = leaseOf(asked);
  const { earliestMs, latestMs } = giveUp(lease);
  const twoLead = { check: "first-served", probe: "believers", servedBy: "2 lead" } as const;
  const watchMs = silentTakeover(lease).latestMs;
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-11-cut-off", asked),
    title: "a leader that is cut off from its lock stops before another leads",
    fault: { kind: "partition", hosts: ["@leader"], from: ["kube"], network: "back" },
    healAfterMs: watchMs + 2 * lookMs,
    afterHealMs: releasedTakeover(lease).latestMs + lookMs,
    expect: [
      takenOver("KIC-11", asked),
      expecting.that("KIC-11", {
        check: "outcomes",
        probe: "writers",
        allowed: ["ok"],
        span: { since: "in-force", until: "heal" },
      }),
      // Who has taken itself for the leader all the while sees changes again before it sees who leads.
      expecting.of(
        "KIC-11",
        { check: "outage", probe: "writers", span: { since: "heal" } },
        { kind: "reported" },
      ),
      expecting.that("KIC-24", { check: "stay-up", probe: "proxy" }),
      expecting.that("KIC-25", { check: "outcomes", probe: "config", allowed: ["ok", "stale"] }),
      ...(asked.flavour === "v1"
        ? [expecting.of("KIC-11", twoLead, { kind: "happens" })]
        : [
            expecting.of("KIC-11", twoLead, { kind: "never" }, { watchMs }),
            expecting.of(
              "KIC-11",
              { check: "first-served", probe: "believers", servedBy: "0 lead" },
              { kind: "within", window: { earliestMs, latestMs: latestMs + lookMs } },
            ),
          ]),
    ],
  });
}

/** The zone of the leader is lost, its Kong with it: another leads, and the balancer takes the Kong out. */
function zoneLost(asked: asking.Asked): ReturnType<typeof scenario> {
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-19-zone", asked),
    title: "another zone leads when the leader's is lost",
    fault: { kind: "host-loss", hosts: ["@leader"] },
    healAfterMs: silentTakeover(leaseOf(asked)).latestMs + 2 * lookMs,
    expect: [
      takenOver("KIC-19", asked),
      expecting.eviction("KIC-03", undefined),
      expecting.of(
        "KIC-01",
        { check: "outage", probe: "proxy" },
        { kind: "by-window-end", against: "eviction" },
      ),
    ],
  });
}

/** The leader cannot reach Kong's database, and its lock well: it stays the leader, and nothing is applied until the network heals. */
function databaseUnreachable(asked: asking.Asked): ReturnType<typeof scenario> {
  const healAfterMs = silentTakeover(leaseOf(asked)).latestMs;
  return scenario({
    system,
    ...twin(asked),
    byDay: false,
    id: named("kic-25-no-database", asked),
    title: "a leader that cannot reach the database stays the leader, and nothing is applied",
    fault: { kind: "partition", hosts: ["@leader"], from: ["db"], network: "back" },
    healAfterMs,
    expect: [
      expecting.of(
        "KIC-25",
        { check: "first-served", probe: "term", servedBy: "2. leader" },
        { kind: "never" },
        {
          watchMs: healAfterMs,
          promise: {
            kind: "silent",
            because: "nobody looks whether the leader can do its work: it keeps the lock",
          },
        },
      ),
      expecting.that("KIC-24", { check: "stay-up", probe: "proxy" }),
      expecting.of("KIC-25", { check: "outage", probe: "config" }, { kind: "happens" }),
    ],
  });
}

export const frozenTuned = frozen(asking.v1Tuned);
export const frozenPublished = frozen(asking.v1Published);
export const frozenTuned3 = frozen(asking.v3Tuned);
export const frozenPublished3 = frozen(asking.v3Published);
export const cutOffTuned = cutOff(asking.v1Tuned);
export const cutOffPublished = cutOff(asking.v1Published);
export const cutOffTuned3 = cutOff(asking.v3Tuned);
export const cutOffPublished3 = cutOff(asking.v3Published);
export const zoneTuned = zoneLost(asking.v1Tuned);
export const zonePublished = zoneLost(asking.v1Published);
export const unreachableTuned = databaseUnreachable(asking.v1Tuned);
export const unreachablePublished = databaseUnreachable(asking.v1Published);
