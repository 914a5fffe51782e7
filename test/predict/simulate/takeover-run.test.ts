import { describe, expect, it } from "vitest";
import {
  falseTakeoverLastsMs,
  falseTakeoversPerYear,
} from "../../../src/predict/simulate/false-takeovers.ts";
import { randomFrom } from "../../../src/predict/simulate/random.ts";
import { takeoverRun, type TakeoverModel } from "../../../src/predict/simulate/takeover-run.ts";
import { weightDemotion } from "../../../src/predict/timing/demotion.ts";
import { scriptFailure } from "../../../src/predict/timing/script.ts";
import { farewell, hardLoss, type VrrpTimers } from "../../../src/predict/timing/vrrp.ts";
import { inSequence, windowOf } from "../../../src/predict/timing/window.ts";
import type { Window } from "../../../src/predict/prediction.ts";

const timers: VrrpTimers = { version: 2, advertMs: 1000, downTimerAdverts: 3 };
const silence: TakeoverModel = {
  ...{ timers, priority: 102, preemptDelayMs: 0, cause: "silence", farewells: 1, scripts: [] },
};
const every2s = { intervalMs: 2000, timeoutMs: 2000, fall: 1, rise: 1 };
const beat = { intervalMs: 2000, periodMs: 2000, fall: 1, run: windowOf(0, 20) };
const noticed = scriptFailure(every2s, beat.run, "2.2.7");
const grainMs = 20;
const runs = 20_000;

function play(model: TakeoverModel, loss = 0, seed = 1): readonly number[] {
  const random = randomFrom(seed);
  return Array.from({ length: runs }, () => takeoverRun(model, loss, random)).sort((a, b) => a - b);
}

function staysInside(times: readonly number[], { earliestMs, latestMs }: Window): void {
  expect(times[0]).toBeGreaterThanOrEqual(earliestMs - grainMs);
  expect(times.at(-1)).toBeLessThanOrEqual(latestMs + grainMs);
}

/** The simulation follows the state machine, the window the formula: neither may leave the other. */
function fills(times: readonly number[], window: Window): void {
  staysInside(times, window);
  const { earliestMs, latestMs } = window;
  const slackMs = grainMs + (latestMs - earliestMs) * 0.1;
  expect(times[0]).toBeLessThanOrEqual(earliestMs + slackMs);
  expect(times.at(-1)).toBeGreaterThanOrEqual(latestMs - slackMs);
}

function lostWeight(preemptDelayMs: number): Window {
  const expected = weightDemotion(noticed, timers, { priority: 102, nopreempt: false, preemptDelayMs }, 101);
  if ("never" in expected) expect.fail(expected.never);
  return expected.window;
}

describe("without loss, simulated takeovers fill the predicted window", () => {
  it("after silence", () => fills(play(silence), hardLoss(timers, 102)));

  it("after a farewell", () => fills(play({ ...silence, cause: "farewell" }), farewell(timers, 102)));

  it("after a FAULT by a script", () => {
    const model: TakeoverModel = { ...silence, cause: "farewell", farewells: 2, scripts: [beat] };
    fills(play(model), inSequence(noticed, farewell(timers, 102)));
  });

  it("after a lost weight", () => {
    fills(play({ ...silence, cause: "weight", scripts: [beat] }), lostWeight(0));
  });

  it("after a lost weight with preempt_delay, but for the last advertisement at the very end of the delay", () => {
    staysInside(
      play({ ...silence, cause: "weight", preemptDelayMs: 5000, scripts: [beat] }),
      lostWeight(5000),
    );
  });

  it("leave the window when the model is another: the check can fail", () => {
    const other = play({ ...silence, timers: { ...timers, advertMs: 2000 } });
    expect(() => fills(other, hardLoss(timers, 102))).toThrow();
  });
});

describe("with loss", () => {
  it("a takeover comes earlier on average, because the last advertisements may have been lost", () => {
    const mean = (times: readonly number[]): number => times.reduce((sum, ms) => sum + ms, 0) / times.length;
    expect(mean(play(silence, 0.3))).toBeLessThan(mean(play(silence)) - 200);
  });

  it("a lost farewell costs the whole timer", () => {
    const late = play({ ...silence, cause: "farewell" }, 0.1).filter((ms) => ms > 700);
    expect(late.length / runs).toBeGreaterThan(0.08);
    expect(late.length / runs).toBeLessThan(0.12);
  });
});

describe("false takeovers", () => {
  it("are as frequent as when advertisements are played one by one", () => {
    const loss = 0.1;
    const adverts = 2_000_000;
    const random = randomFrom(7);
    let [missed, counted] = [0, 0];
    for (let advert = 0; advert < adverts; advert += 1) {
      missed = random() < loss ? missed + 1 : 0;
      if (missed === timers.downTimerAdverts) counted += 1;
    }
    const perAdvert = falseTakeoversPerYear(timers, loss) / (365.25 * 24 * 3600);
    expect(counted / adverts / perAdvert).toBeGreaterThan(0.9);
    expect(counted / adverts / perAdvert).toBeLessThan(1.1);
  });

  it("are none without loss, and last until the next advertisement", () => {
    expect(falseTakeoversPerYear(timers, 0)).toBe(0);
    expect(falseTakeoverLastsMs(timers, 102, 0)).toBeCloseTo(398.4, 1);
  });

  it("are more frequent with fewer adverts to miss", () => {
    const one = falseTakeoversPerYear({ ...timers, downTimerAdverts: 1 }, 0.001);
    expect(one).toBeGreaterThan(1000 * falseTakeoversPerYear(timers, 0.001));
  });
});

it("gives the same times for the same seed, others for another", () => {
  expect(play(silence, 0.01, 5)).toEqual(play(silence, 0.01, 5));
  expect(play(silence, 0.01, 5)).not.toEqual(play(silence, 0.01, 6));
});
