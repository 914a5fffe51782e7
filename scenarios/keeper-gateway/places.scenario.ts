import { silenceWindow, timings } from "../../fixtures/systems/keeper-gateway/timing.ts";
import type { Profile } from "../../fixtures/systems/keeper-gateway/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** A dial and a turn in the round robin of a job every 100 ms, on a small machine. */
const dialMs = 1_000;

/**
 * A fourth instance asks for a place again and again. One of the three in is cut off, and while the router does not know it, it holds
 * its place: the fourth gets it no sooner than the pings are missed, and then when it asks next.
 */
function ghost(profile: Profile): ReturnType<typeof scenario> {
  const { refusedRetryMs } = timings[profile];
  const { earliestMs, latestMs } = silenceWindow(timings[profile]);
  const inMs = latestMs + refusedRetryMs + dialMs;
  return scenario({
    system: "keeper-gateway",
    id: `kgw-24-ghost-${profile}`,
    title: "an instance that vanished holds its place until its pings are missed",
    profiles: [profile],
    variant: "spare",
    fault: { kind: "partition", hosts: ["gw2"], network: "internet" },
    healAfterMs: inMs,
    expect: [
      expecting.that("KGW-08", {
        check: "served-by",
        probe: "job",
        servers: ["gw1", "gw2", "gw3"],
        span: { since: "baseline-start", until: "baseline-end" },
      }),
      expecting.of(
        "KGW-24",
        { check: "first-served", probe: "job", servedBy: "gw4" },
        { kind: "within", window: { earliestMs, latestMs: inMs } },
      ),
      expecting.that("KGW-24", {
        check: "outcomes",
        probe: "count",
        allowed: ["ok"],
      }),
    ],
  });
}

/**
 * Cut off for one ping of the three that must be missed: TCP sends again what was lost, and the place is kept. It comes before the
 * ghost, after which another three are in.
 */
function blip(profile: Profile): ReturnType<typeof scenario> {
  const { pingMs } = timings[profile];
  return scenario({
    system: "keeper-gateway",
    id: `kgw-24-blip-${profile}`,
    title: "an instance that is cut off for one ping keeps its place",
    profiles: [profile],
    variant: "spare",
    fault: { kind: "partition", hosts: ["gw2"], network: "internet" },
    healAfterMs: pingMs,
    expect: [
      expecting.of(
        "KGW-24",
        { check: "first-served", probe: "job", servedBy: "gw4" },
        { kind: "never" },
        { watchMs: pingMs },
      ),
    ],
  });
}

export const blipReal = blip("published");
export const blipScaled = blip("tuned");
export const ghostReal = ghost("published");
export const ghostScaled = ghost("tuned");
