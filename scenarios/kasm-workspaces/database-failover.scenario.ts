import {
  laggingStandby,
  primaryLost,
  storeMemberLost,
  storeQuorumLost,
} from "../../fixtures/patroni/failover.ts";
import type { OnCluster } from "../../fixtures/patroni/failover.ts";
import { clusterTimings } from "../../fixtures/patroni/timing.ts";
import { timings } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import type { Profile } from "../../fixtures/systems/kasm-workspaces/timing.ts";
import { readmission } from "../../src/predict/timing/health-check.ts";
import type { CheckTiming } from "../../src/predict/timing/health-check.ts";
import { failoverBySilence } from "../../src/predict/timing/lease-failover.ts";
import { windowOf } from "../../src/predict/timing/window.ts";
import type { Window } from "../../src/predict/prediction.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Scenario } from "../../src/trial/scenario.ts";

/**
 * Beyond the database's own outage: the Web Apps are taken back by the balancers, whose check under way may first have to fail, and
 * agents whose check-ins the database could not take check in again, and the manager looks.
 */
function wayBack(profile: Profile, check: CheckTiming, failingMs: number): Window {
  const { heartbeatMs, sweepMs } = timings[profile];
  return windowOf(0, readmission(check, windowOf(failingMs)).latestMs + heartbeatMs + sweepMs);
}

const kasm: OnCluster = {
  system: "kasm-workspaces",
  variant: "patroni",
  claims: { outage: "KASM-08", loss: "KASM-09" },
  promise: { kind: "happens" },
  probe: "create",
  wayBack: {
    published: wayBack("published", { interMs: 3_000, fall: 3, rise: 2 }, 3_000),
    tuned: wayBack("tuned", { interMs: 3_000, fastinterMs: 1_000, fall: 3, rise: 2 }, 1_000),
  },
};

export const hostLost = scenario(primaryLost(kasm, "host-loss", "tuned"));
export const shutDown = scenario({ ...primaryLost(kasm, "stop", "tuned"), nightly: true });
export const killed = scenario({ ...primaryLost(kasm, "crash", "tuned"), nightly: true });
export const managerKilled = scenario({ ...primaryLost(kasm, "manager", "tuned"), nightly: true });
export const storeLost = scenario({ ...storeMemberLost(kasm, "tuned"), nightly: true });
export const storesLost = scenario({ ...storeQuorumLost(kasm, "tuned"), nightly: true });

/** In a lab of its own: what it may leave behind is no steady state for another trial. */
export const frozen = scenario({
  ...primaryLost({ ...kasm, variant: "patroni-freeze" }, "freeze", "tuned"),
  nightly: true,
});

/** With Patroni's own times: 30 s, 10 s, 10 s. */
export const hostLostByDefault = scenario({ ...primaryLost(kasm, "host-loss", "published"), nightly: true });

export const unguardedLost = scenario({
  ...laggingStandby({ ...kasm, variant: "patroni-async" }, "tuned"),
  nightly: true,
});

/** The control, for as long as the slowest failover takes: nobody inherits a single database. */
function alone(profile: Profile): Scenario {
  return scenario({
    system: "kasm-workspaces",
    id: `kasm-10-single-${profile}`,
    title: "a single database that is killed is away until somebody starts it again",
    profiles: [profile],
    byDay: false,
    fault: { kind: "process-crash", hosts: ["db"], process: "database" },
    healAfterMs: failoverBySilence(clusterTimings[profile]).latestMs,
    expect: ["login", "create"].map((probe) =>
      expecting.that("KASM-10", {
        check: "outcomes",
        probe,
        allowed: ["server-error", "timeout"],
        span: { since: "in-force", until: "heal" },
      }),
    ),
  });
}

export const single = alone("tuned");
export const singleByDefault = alone("published");
