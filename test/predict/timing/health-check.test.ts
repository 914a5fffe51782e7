import { describe, expect, it, test } from "vitest";
import fc from "fast-check";
import { clientErrorsOutlastEvictionMs } from "../../../src/predict/timing/client-errors.ts";
import {
  bootIntervalMs,
  downAfterGoodCheck,
  eviction,
  evictionAfterStart,
  failingCheck,
  readmission,
  upAfterBadCheck,
  type CheckFailure,
  type CheckSlot,
  type CheckTiming,
} from "../../../src/predict/timing/health-check.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";

const release = "2.6.12";
const published: CheckTiming = { interMs: 3000, fall: 3, rise: 2, timeoutConnectMs: 5000 };
const tight: CheckTiming = {
  ...{ interMs: 1000, fastinterMs: 300, downinterMs: 500, fall: 3, rise: 2 },
  ...{ timeoutCheckMs: 400, timeoutConnectMs: 500 },
};

describe("the published check, inter 3s fall 3 rise 2", () => {
  test.each([
    ["refused", [6000, 9000], [3000, 6000]],
    ["status", [6000, 9000], [3000, 6000]],
    ["dropped", [15_000, 18_000], [3000, 9000]],
    ["vanished", [15_000, 18_000], [3000, 9000]],
    ["frozen", [15_000, 18_000], [3000, 9000]],
    ["slow", [15_000, 18_000], [3000, 9000]],
  ] as const)("%s: DOWN in %j ms, UP again in %j ms", (failure, down, up) => {
    const failing = failingCheck(published, failure, release);
    expect(eviction(published, failing)).toEqual(windowOf(down[0], down[1]));
    expect(readmission(published, failing)).toEqual(windowOf(up[0], up[1]));
  });

  it("takes a server that is dead at reload down with its first check: 2 s for the third of three", () => {
    const slot = { index: 2, count: 3, smallestBootMs: 3000 };
    expect(evictionAfterStart(published, windowOf(0), slot, release)).toEqual(windowOf(2000));
    expect(evictionAfterStart(published, windowOf(3000), slot, release)).toEqual(windowOf(5000));
    expect(evictionAfterStart(published, windowOf(0), { ...slot, maxSpreadMs: 300 }, release)).toEqual(
      windowOf(200),
    );
  });

  it("spreads the first checks by spread-checks too, from 2.8 on and within max-spread-checks", () => {
    const slot = { index: 2, count: 3, smallestBootMs: 3000 };
    const spread = { ...published, spreadPercent: 20 };
    const dead = (haproxy: string, more: Partial<CheckSlot> = {}): unknown =>
      evictionAfterStart(spread, windowOf(0), { ...slot, ...more }, haproxy);
    expect(dead("2.6.12")).toEqual(windowOf(2000));
    expect(dead("2.8.0")).toEqual(windowOf(1600, 2400));
    expect(dead("3.0.11")).toEqual(windowOf(1600, 2400));
    expect(dead("3.0.11", { maxSpreadMs: 2700 })).toEqual(windowOf(1600, 1800));
    expect(dead("3.0.11", { index: 0 })).toEqual(windowOf(0));
  });

  it("is first checked at fastinter, unless it has full health from the start", () => {
    expect(bootIntervalMs({ ...published, fastinterMs: 500 })).toBe(500);
    expect(bootIntervalMs({ ...published, fastinterMs: 500, fall: 1 })).toBe(3000);
    expect(bootIntervalMs(published)).toBe(3000);
  });
});

describe("a tight check", () => {
  test.each([
    ["status", 600, 1600],
    ["frozen", 1800, 3100],
    ["dropped", 2100, 3100],
  ] as const)("%s: DOWN in %i to %i ms", (failure, earliestMs, latestMs) => {
    expect(eviction(tight, failingCheck(tight, failure, release))).toEqual(windowOf(earliestMs, latestMs));
  });
});

describe("timeout check", () => {
  const late: CheckTiming = { ...published, timeoutCheckMs: 1000 };

  it("fires late before 3.3, up to the connect timeout, and in time from 3.3 on", () => {
    expect(failingCheck(late, "frozen", "2.6.12")).toEqual(windowOf(1000, 3000));
    expect(failingCheck(late, "frozen", "3.2.0")).toEqual(windowOf(1000, 3000));
    expect(failingCheck(late, "frozen", "3.3.0")).toEqual(windowOf(1000));
  });

  it("does not shorten a connection that is dropped: timeout connect does", () => {
    expect(failingCheck(late, "dropped", release)).toEqual(windowOf(3000));
    expect(failingCheck({ ...late, timeoutConnectMs: 800 }, "dropped", release)).toEqual(windowOf(800));
  });

  it("unset leaves the whole check inter, whatever timeout connect says", () => {
    expect(failingCheck({ ...published, timeoutConnectMs: 800 }, "dropped", release)).toEqual(windowOf(3000));
    expect(failingCheck({ ...published, fastinterMs: 500 }, "frozen", release)).toEqual(windowOf(3000));
  });

  it("is cut short by a neighbour that does not answer ARP for 3 s", () => {
    expect(failingCheck({ ...published, interMs: 10_000 }, "vanished", release)).toEqual(
      windowOf(3000, 10_000),
    );
  });
});

describe("in one run", () => {
  it("DOWN and UP follow from the end of the last check", () => {
    expect(downAfterGoodCheck(100_000, published, windowOf(3000))).toEqual(windowOf(118_000));
    expect(upAfterBadCheck(100_000, published)).toEqual(windowOf(106_000));
  });

  it("lies inside the window that is counted from the fault", () => {
    const faultAfterCheckMs = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(faultAfterCheckMs, (ms) => {
        const { earliestMs } = downAfterGoodCheck(-ms, published, windowOf(0));
        const window = eviction(published, windowOf(0));
        expect(earliestMs).toBeGreaterThanOrEqual(window.earliestMs);
        expect(earliestMs).toBeLessThanOrEqual(window.latestMs);
      }),
    );
  });
});

const failures: readonly CheckFailure[] = ["refused", "status", "dropped", "vanished", "frozen", "slow"];
const ms = fc.integer({ min: 100, max: 60_000 });
const anyCheck: fc.Arbitrary<CheckTiming> = fc.record(
  {
    ...{ interMs: ms, fastinterMs: ms, downinterMs: ms, timeoutCheckMs: ms, timeoutConnectMs: ms },
    fall: fc.integer({ min: 1, max: 10 }),
    rise: fc.integer({ min: 1, max: 10 }),
    spreadPercent: fc.integer({ min: 0, max: 50 }),
  },
  { requiredKeys: ["interMs", "fall", "rise"] },
);

describe("for any settings", () => {
  it("no window is negative or upside down", () => {
    fc.assert(
      fc.property(anyCheck, fc.constantFrom(...failures), (check, failure) => {
        const failing = failingCheck(check, failure, release);
        for (const window of [failing, eviction(check, failing), readmission(check, failing)]) {
          expect(window.earliestMs).toBeGreaterThanOrEqual(0);
          expect(window.latestMs).toBeGreaterThanOrEqual(window.earliestMs);
        }
      }),
    );
  });

  it("eviction comes later with a longer inter or a higher fall, readmission with a higher rise", () => {
    fc.assert(
      fc.property(anyCheck, fc.constantFrom(...failures), (check, failure) => {
        const down = (any: CheckTiming): number =>
          eviction(any, failingCheck(any, failure, release)).latestMs;
        const up = (any: CheckTiming): number =>
          readmission(any, failingCheck(any, failure, release)).latestMs;
        expect(down({ ...check, interMs: check.interMs + 100 })).toBeGreaterThanOrEqual(down(check));
        expect(down({ ...check, fall: check.fall + 1 })).toBeGreaterThan(down(check));
        expect(up({ ...check, rise: check.rise + 1 })).toBeGreaterThan(up(check));
      }),
    );
  });
});

describe("client errors after DOWN", () => {
  const rules = {
    retries: 3,
    timeoutConnectMs: 5000,
    timeoutServerMs: 50_000,
    redispatches: false,
    shutdownSessions: false,
  };

  test.each([
    ["refused", rules, 3000],
    ["refused", { ...rules, timeoutConnectMs: 500 }, 1500],
    ["refused", { ...rules, redispatches: true }, 0],
    ["dropped", rules, 20_000],
    ["dropped", { ...rules, redispatches: true }, 5000],
    ["frozen", rules, 50_000],
    ["frozen", { ...rules, shutdownSessions: true }, 0],
    ["frozen", { ...rules, timeoutServerMs: undefined }, Infinity],
    ["status", rules, 0],
  ] as const)("%s: %j last %d ms longer", (failure, given, expected) => {
    expect(clientErrorsOutlastEvictionMs(failure, given)).toBe(expected);
  });
});
