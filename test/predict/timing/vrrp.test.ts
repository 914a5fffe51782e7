import { describe, expect, it, test } from "vitest";
import fc from "fast-check";
import {
  advertIntervalMs,
  effectivePriority,
  farewell,
  hardLoss,
  masterDownMs,
  skewMs,
  takeoverAfterAdvert,
  takeoverAfterFarewell,
  type VrrpTimers,
} from "../../../src/predict/timing/vrrp.ts";

const published: VrrpTimers = { version: 2, advertMs: 1000, downTimerAdverts: 3 };
const fast: VrrpTimers = { version: 3, advertMs: 200, downTimerAdverts: 3 };

describe("the advertisement interval on the wire", () => {
  test.each([
    [2, 400, 1000],
    [2, 1000, 1000],
    [2, 1499, 1000],
    [2, 1500, 2000],
    [2, 300_000, 255_000],
    [3, 333, 330],
    [3, 200, 200],
    [3, 1, 10],
    [3, 60_000, 40_950],
  ] as const)("version %i turns %i ms into %i ms", (version, written, inForce) => {
    expect(advertIntervalMs(version, written)).toBe(inForce);
  });
});

describe("skew and master down interval", () => {
  it("are those of the published configuration: 0.602 s and 3.602 s for a backup of 100 + 2", () => {
    expect(skewMs(published, 102)).toBeCloseTo(601.6, 1);
    expect(masterDownMs(published, 102)).toBeCloseTo(3601.6, 1);
    expect(masterDownMs(published, 103)).toBeCloseTo(3597.7, 1);
  });

  it("do not shrink the skew with the interval in version 2, and do in version 3", () => {
    expect(skewMs({ ...published, advertMs: 5000 }, 102)).toBe(skewMs(published, 102));
    expect(skewMs(fast, 140)).toBeCloseTo(90.6, 1);
    expect(masterDownMs(fast, 140)).toBeCloseTo(690.6, 1);
  });
});

describe("takeover", () => {
  test.each([
    { case: "published", timers: published, priority: 102, hard: [2601.6, 3601.6], soft: 601.6 },
    {
      case: "one advertisement missing is enough",
      timers: { ...published, downTimerAdverts: 1 },
      priority: 100,
      hard: [609.4, 1609.4],
      soft: 609.4,
    },
    {
      case: "version 3, 0.5 s",
      timers: { ...fast, advertMs: 500 },
      priority: 140,
      hard: [1226.6, 1726.6],
      soft: 226.6,
    },
    { case: "version 3, 0.2 s", timers: fast, priority: 140, hard: [490.6, 690.6], soft: 90.6 },
  ])("$case", ({ timers, priority, hard, soft }) => {
    const silent = hardLoss(timers, priority);
    expect(silent.earliestMs).toBeCloseTo(hard[0] ?? NaN, 1);
    expect(silent.latestMs).toBeCloseTo(hard[1] ?? NaN, 1);
    expect(farewell(timers, priority).earliestMs).toBeCloseTo(soft, 1);
  });

  it("in one run follows from the last accepted advertisement, or from the farewell", () => {
    expect(takeoverAfterAdvert(10_000, published, 102)).toBeCloseTo(13_601.6, 1);
    expect(takeoverAfterFarewell(10_000, published, 102)).toBeCloseTo(10_601.6, 1);
  });
});

describe("the effective priority", () => {
  test.each([
    { base: 100, weight: 2, ok: true, is: 102 },
    { base: 100, weight: 2, ok: false, is: 100 },
    { base: 100, weight: -20, ok: true, is: 100 },
    { base: 100, weight: -20, ok: false, is: 80 },
    { base: 100, weight: 0, ok: false, is: 100 },
    { base: 250, weight: 50, ok: true, is: 254 },
    { base: 10, weight: -50, ok: false, is: 1 },
  ])("of $base with weight $weight (ok: $ok) is $is", ({ base, weight, ok, is }) => {
    expect(effectivePriority(base, [{ weight, ok }])).toBe(is);
  });
});

const timers = fc.record({
  version: fc.constantFrom(2 as const, 3 as const),
  advertMs: fc.integer({ min: 1, max: 40 }).map((n) => n * 1000),
  downTimerAdverts: fc.integer({ min: 1, max: 100 }),
});
const priority = fc.integer({ min: 1, max: 254 });

describe("for any settings", () => {
  it("no window is negative or upside down, and a farewell is never later than silence", () => {
    fc.assert(
      fc.property(timers, priority, (any, own) => {
        const silent = hardLoss(any, own);
        expect(silent.earliestMs).toBeGreaterThanOrEqual(farewell(any, own).latestMs);
        expect(silent.latestMs - silent.earliestMs).toBeCloseTo(any.advertMs, 6);
        expect(farewell(any, own).earliestMs).toBeGreaterThan(0);
      }),
    );
  });

  it("takeover is later with a longer interval, with more adverts to miss, and with a lower priority", () => {
    fc.assert(
      fc.property(timers, fc.integer({ min: 1, max: 253 }), (any, own) => {
        const now = hardLoss(any, own);
        expect(hardLoss({ ...any, advertMs: any.advertMs + 1000 }, own).latestMs).toBeGreaterThan(
          now.latestMs,
        );
        expect(
          hardLoss({ ...any, downTimerAdverts: any.downTimerAdverts + 1 }, own).latestMs,
        ).toBeGreaterThan(now.latestMs);
        expect(hardLoss(any, own + 1).latestMs).toBeLessThan(now.latestMs);
      }),
    );
  });
});
