import { describe, expect, it, test } from "vitest";
import fc from "fast-check";
import { faultDemotion, weightDemotion } from "../../../src/predict/timing/demotion.ts";
import {
  hangingRun,
  scriptFailure,
  scriptRecovery,
  type ScriptTiming,
} from "../../../src/predict/timing/script.ts";
import type { VrrpTimers } from "../../../src/predict/timing/vrrp.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";
import type { Window } from "../../../src/predict/prediction.ts";

const every2s: ScriptTiming = { intervalMs: 2000, timeoutMs: 2000, fall: 1, rise: 1 };
const noTime = windowOf(0);
const published: VrrpTimers = { version: 2, advertMs: 1000, downTimerAdverts: 3 };

function rounded({ earliestMs, latestMs }: Window): readonly [number, number] {
  return [Math.round(earliestMs) / 1000, Math.round(latestMs) / 1000];
}

describe("noticing a dead process", () => {
  it("takes up to fall intervals, and the run itself", () => {
    expect(scriptFailure(every2s, noTime, "2.2.7")).toEqual(windowOf(0, 2000));
    expect(scriptFailure({ ...every2s, fall: 3 }, windowOf(5, 20), "2.2.7")).toEqual(windowOf(4005, 6020));
  });

  it("takes rise intervals to be well again", () => {
    expect(scriptRecovery({ ...every2s, rise: 2 }, noTime)).toEqual(windowOf(2000, 4000));
  });
});

describe("noticing a frozen process", () => {
  it("takes the probe's own deadline, but no longer than keepalived's", () => {
    expect(hangingRun(every2s, 500).earliestMs).toBe(500);
    expect(hangingRun(every2s, undefined).earliestMs).toBe(2000);
    expect(hangingRun(every2s, 9000).earliestMs).toBe(2000);
  });

  it("spaces runs that outlast the interval by whole intervals from 2.3.3 on", () => {
    const slow: ScriptTiming = { intervalMs: 1000, timeoutMs: 2500, fall: 2, rise: 1 };
    const run = windowOf(2500);
    expect(scriptFailure(slow, run, "2.3.2")).toEqual(windowOf(3500, 4500));
    expect(scriptFailure(slow, run, "2.3.3")).toEqual(windowOf(5500, 6500));
  });
});

describe("the death of HAProxy on the master", () => {
  const backup = { priority: 102, nopreempt: false, preemptDelayMs: 0 };
  const noticed = scriptFailure(every2s, noTime, "2.2.7");

  it("with weight 2 moves the VIP in 2.60 to 5.60 s", () => {
    const expected = weightDemotion(noticed, published, backup, 101);
    expect("window" in expected && rounded(expected.window)).toEqual([2.602, 5.602]);
  });

  it("with weight 0 moves it in 0.60 to 2.60 s", () => {
    expect(rounded(faultDemotion(noticed, published, backup))).toEqual([0.602, 2.602]);
  });

  it("with version 3, 0.2 s, weight 0 and interval 1 moves it in 0.09 to 1.09 s", () => {
    const fast: VrrpTimers = { version: 3, advertMs: 200, downTimerAdverts: 3 };
    const window = faultDemotion(windowOf(0, 1000), fast, { ...backup, priority: 140 });
    expect(rounded(window)).toEqual([0.091, 1.091]);
  });

  it("with a preempt_delay of 5 s on the backup takes that much longer, and up to one advertisement", () => {
    const expected = weightDemotion(noticed, published, { ...backup, preemptDelayMs: 5000 }, 101);
    expect("window" in expected && rounded(expected.window)).toEqual([7.602, 11.602]);
  });

  test.each([
    ["the backup has nopreempt", { ...backup, nopreempt: true }, 101],
    ["the weight does not reach below the backup", backup, 102],
    ["the weight leaves the master above the backup", backup, 103],
  ])("never moves it where %s", (_why, successor, masterAfter) => {
    expect(weightDemotion(noticed, published, successor, masterAfter)).toHaveProperty("never");
  });
});

it("is noticed no earlier with a longer interval, a higher fall or a longer run", () => {
  const script = fc.record({
    intervalMs: fc.integer({ min: 1, max: 60 }).map((s) => s * 1000),
    timeoutMs: fc.integer({ min: 1, max: 60 }).map((s) => s * 1000),
    fall: fc.integer({ min: 1, max: 10 }),
    rise: fc.integer({ min: 1, max: 10 }),
  });
  const release = fc.constantFrom("2.2.7", "2.3.4");
  fc.assert(
    fc.property(script, fc.integer({ min: 0, max: 5000 }), release, (any, runMs, version) => {
      const now = scriptFailure(any, windowOf(runMs), version);
      expect(now.earliestMs).toBeGreaterThanOrEqual(0);
      expect(now.latestMs).toBeGreaterThanOrEqual(now.earliestMs);
      expect(
        scriptFailure({ ...any, fall: any.fall + 1 }, windowOf(runMs), version).latestMs,
      ).toBeGreaterThan(now.latestMs);
      expect(scriptFailure(any, windowOf(runMs + 1), version).latestMs).toBeGreaterThan(now.latestMs);
    }),
  );
});
