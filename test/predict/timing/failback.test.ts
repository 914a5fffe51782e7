import { describe, expect, it, test } from "vitest";
import {
  failback,
  silentBlackHole,
  splitBrainEnds,
  weightRestored,
} from "../../../src/predict/timing/failback.ts";
import type { VrrpTimers } from "../../../src/predict/timing/vrrp.ts";
import { atOnce, windowOf } from "../../../src/predict/timing/window.ts";

const published: VrrpTimers = { version: 2, advertMs: 1000, downTimerAdverts: 3 };
const master = { priority: 103, nopreempt: false, preemptDelayMs: 0 };

describe("a balancer that comes back", () => {
  it("waits one master down interval: 3.598 s", () => {
    const expected = failback(atOnce, published, master, 102);
    expect("window" in expected && expected.window.earliestMs).toBeCloseTo(3597.7, 1);
    expect("window" in expected && expected.window.latestMs).toBeCloseTo(3597.7, 1);
  });

  it("with preempt_delay 5 waits for the first lower advertisement, the delay, and the timer", () => {
    const expected = failback(atOnce, published, { ...master, preemptDelayMs: 5000 }, 102);
    expect("window" in expected && expected.window.earliestMs).toBeCloseTo(7597.7, 1);
    expect("window" in expected && expected.window.latestMs).toBeCloseTo(10_597.7, 1);
  });

  it("whose weight is restored has a timer that is running already", () => {
    const expected = weightRestored(windowOf(0, 2000), published, master, 102);
    expect("window" in expected && expected.window.earliestMs).toBeCloseTo(2597.7, 1);
    expect("window" in expected && expected.window.latestMs).toBeCloseTo(5597.7, 1);
  });

  test.each([
    ["nopreempt", { ...master, nopreempt: true }, 102],
    ["a priority that is not higher", master, 103],
  ])("never takes the VIP with %s", (_why, returning, holder) => {
    expect(failback(atOnce, published, returning, holder)).toHaveProperty("never");
    expect(weightRestored(atOnce, published, returning, holder)).toHaveProperty("never");
  });
});

describe("two masters that meet", () => {
  it("are one again within an advertisement", () => {
    expect(splitBrainEnds(published)).toEqual(windowOf(0, 1000));
  });

  test.each([
    { higherPrioSendAdvert: false, garpMasterRefreshMs: 0, latestMs: 53_000 },
    { higherPrioSendAdvert: false, garpMasterRefreshMs: 5000, latestMs: 5000 },
    { higherPrioSendAdvert: false, garpMasterRefreshMs: 600_000, latestMs: 53_000 },
    { higherPrioSendAdvert: true, garpMasterRefreshMs: 0, latestMs: 0 },
  ])("leave clients in the dark for up to $latestMs ms", ({ latestMs, ...options }) => {
    expect(silentBlackHole(options)).toEqual(windowOf(0, latestMs));
  });
});
