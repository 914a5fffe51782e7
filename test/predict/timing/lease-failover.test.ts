import { describe, expect, test } from "vitest";
import {
  demotionWithoutStore,
  failoverByRelease,
  failoverBySilence,
  failoverWithoutManager,
  restartInPlace,
} from "../../../src/predict/timing/lease-failover.ts";

const byDefault = {
  lease: { ttlMs: 30_000, loopWaitMs: 10_000, retryTimeoutMs: 10_000 },
  check: { interMs: 3_000, fall: 3, rise: 2 },
};
const fast = {
  lease: { ttlMs: 6_000, loopWaitMs: 1_000, retryTimeoutMs: 2_000 },
  check: { interMs: 1_000, fall: 2, rise: 1 },
};

describe("a database's writes are away", () => {
  test("until the lease of a silent primary ends, a standby has asked and promoted, and rise checks have passed", () => {
    // 30 − 10 s and one more check at the least; 30 s, etcd's half, 5 s of election and two checks at the most.
    expect(failoverBySilence(byDefault)).toEqual({ earliestMs: 23_000, latestMs: 41_500 });
    expect(failoverBySilence(fast)).toEqual({ earliestMs: 5_000, latestMs: 12_500 });
  });

  test("less long where the lost one serves until HAProxy has taken it out", () => {
    expect(failoverWithoutManager(byDefault)).toEqual({ earliestMs: 14_000, latestMs: 41_500 });
    expect(failoverWithoutManager(fast)).toEqual({ earliestMs: 3_000, latestMs: 12_500 });
  });

  test("for no lease at all where it is released", () => {
    expect(failoverByRelease(byDefault, 3_000)).toEqual({ earliestMs: 0, latestMs: 14_000 });
  });

  test("for a loop, a recovery and the balancer where the primary is started again in its place", () => {
    expect(restartInPlace(byDefault, 5_000)).toEqual({ earliestMs: 0, latestMs: 21_000 });
    expect(restartInPlace(fast, 5_000)).toEqual({ earliestMs: 0, latestMs: 7_000 });
  });

  test("a loop and the retries after the store has lost its quorum, before the lease would have ended", () => {
    expect(demotionWithoutStore(byDefault)).toEqual({ earliestMs: 0, latestMs: 23_000 });
    expect(demotionWithoutStore(byDefault).latestMs).toBeLessThan(byDefault.lease.ttlMs);
    expect(demotionWithoutStore(fast).latestMs).toBeLessThanOrEqual(fast.lease.ttlMs);
  });
});
