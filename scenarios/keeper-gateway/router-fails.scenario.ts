import { timings } from "../../fixtures/systems/keeper-gateway/timing.ts";
import type { Profile } from "../../fixtures/systems/keeper-gateway/timing.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** A dial that succeeds takes a TLS handshake and a transaction; three at once, and then the list that shows them. */
const dialMs = 1_000;
/** The command line gives the router three seconds to answer, and starts once a second. */
const listMs = 5_000;

/**
 * The router is killed and comes back: every instance dials again by itself, no later than the longest backoff, and never are there
 * more than the maximum. The list knows the gateway all the while, and not how it is.
 */
function restarted(profile: Profile): ReturnType<typeof scenario> {
  const { backoffCapMs } = timings[profile];
  return scenario({
    system: "keeper-gateway",
    id: `kgw-23-router-restart-${profile}`,
    title: "every instance is back when the router has restarted, and never more than the maximum",
    profiles: [profile],
    byDay: false,
    fault: { kind: "process-crash", hosts: ["router"], process: "app" },
    healAfterMs: 4_000,
    expect: [
      expecting.of(
        "KGW-23",
        { check: "first-served", probe: "count", servedBy: "3 instances", from: "heal" },
        { kind: "within", window: { earliestMs: 0, latestMs: backoffCapMs + dialMs } },
      ),
      expecting.that("KGW-23", {
        check: "outcomes",
        probe: "count",
        allowed: ["ok", "refused", "reset", "closed", "timeout"],
      }),
      expecting.of(
        "KGW-19",
        { check: "first-served", probe: "list", servedBy: "UNKNOWN" },
        { kind: "within", window: { earliestMs: 0, latestMs: listMs } },
      ),
    ],
  });
}

export const scaled = restarted("tuned");
export const real = restarted("published");

/** The registry is away: nobody new gets in, and whoever is in goes on, because jobs ask nothing of it. */
export const registry = scenario({
  system: "keeper-gateway",
  id: "kgw-05-registry-stop",
  title: "work goes on while the router's registry is away",
  byDay: false,
  fault: { kind: "database-stop", hosts: ["db"] },
  healAfterMs: 3_000,
  expect: [
    expecting.that("KGW-05", { check: "stay-up", probe: "job" }),
    expecting.that("KGW-05", { check: "stay-up", probe: "session-gw1" }),
  ],
});
