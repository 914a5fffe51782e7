import {
  laggingStandby,
  primaryLost,
  storeMemberLost,
  storeQuorumLost,
} from "../../fixtures/patroni/failover.ts";
import type { OnCluster } from "../../fixtures/patroni/failover.ts";
import { readmission } from "../../src/predict/timing/health-check.ts";
import { windowOf } from "../../src/predict/timing/window.ts";
import { scenario } from "../../src/trial/scenario.ts";

/**
 * The shared database is two servers that Patroni keeps, behind a HAProxy that asks who is primary; a commit waits for the standby.
 * Nodes whose database is away say so and leave rotation, so that a client's way back is the database's and then the balancers'
 * (docs/timing.md): a check of 3 s, of which the one under way may first have to fail, and a second good one after 3 s or, tuned,
 * after 1 s. A node that was never taken out is back at once.
 */
const kms: OnCluster = {
  system: "cosmian-kms",
  variant: "patroni",
  claims: { outage: "KMS-13", loss: "KMS-13" },
  promise: { kind: "happens" },
  probe: "write",
  writes: true,
  wayBack: {
    published: windowOf(0, readmission({ interMs: 3_000, fall: 3, rise: 2 }, windowOf(3_000)).latestMs),
    tuned: windowOf(
      0,
      readmission({ interMs: 3_000, fastinterMs: 1_000, fall: 3, rise: 2 }, windowOf(1_000)).latestMs,
    ),
  },
};

/** The same with commits that wait for nobody. */
const unguarded: OnCluster = { ...kms, variant: "patroni-async" };

export const hostLost = scenario(primaryLost(kms, "host-loss", "tuned"));

/** In a lab of its own: what it may leave behind is no steady state for another trial. */
export const frozen = scenario({
  ...primaryLost({ ...kms, variant: "patroni-freeze" }, "freeze", "tuned"),
  nightly: true,
});
export const killed = scenario({ ...primaryLost(kms, "crash", "tuned"), nightly: true });
export const managerKilled = scenario({ ...primaryLost(kms, "manager", "tuned"), nightly: true });
export const shutDown = scenario({ ...primaryLost(kms, "stop", "tuned"), nightly: true });
export const storeLost = scenario({ ...storeMemberLost(kms, "tuned"), nightly: true });
export const storesLost = scenario({ ...storeQuorumLost(kms, "tuned"), nightly: true });

/** With Patroni's own times: 30 s, 10 s, 10 s. */
export const hostLostByDefault = scenario({ ...primaryLost(kms, "host-loss", "published"), nightly: true });
export const shutDownByDefault = scenario({ ...primaryLost(kms, "stop", "published"), nightly: true });

export const unguardedLost = scenario({ ...laggingStandby(unguarded, "tuned"), nightly: true });
