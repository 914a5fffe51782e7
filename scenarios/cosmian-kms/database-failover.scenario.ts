import { primaryLost } from "../../fixtures/patroni/failover.ts";
import type { OnCluster } from "../../fixtures/patroni/failover.ts";
import { readmission } from "../../src/predict/timing/health-check.ts";
import { windowOf } from "../../src/predict/timing/window.ts";
import { scenario } from "../../src/trial/scenario.ts";

/**
 * The shared database is two servers that Patroni keeps, behind a HAProxy that asks who is primary. Nodes whose database is away say so
 * and leave rotation, so that a client's way back is the database's and then the balancers' (docs/timing.md): a check of 3 s, of which
 * the one under way may first have to fail, and a second good one after 3 s or, tuned, after 1 s.
 */
const kms: OnCluster = {
  system: "cosmian-kms",
  variant: "patroni",
  claims: { outage: "KMS-13", loss: "KMS-13" },
  promise: {
    kind: "silent",
    because: "the document does not say how long a failover of the shared database may take",
  },
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

export const hostLost = scenario(primaryLost(kms, "host-loss", "tuned"));
