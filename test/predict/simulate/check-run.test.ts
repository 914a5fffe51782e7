import { expect, test } from "vitest";
import { evictionRun, readmissionRun } from "../../../src/predict/simulate/check-run.ts";
import { randomFrom } from "../../../src/predict/simulate/random.ts";
import {
  eviction,
  failingCheck,
  readmission,
  type CheckFailure,
  type CheckTiming,
} from "../../../src/predict/timing/health-check.ts";

const grainMs = 100;
const published: CheckTiming = { interMs: 3000, fall: 3, rise: 2, timeoutConnectMs: 5000 };
const tight: CheckTiming = {
  ...{ interMs: 1000, fastinterMs: 300, downinterMs: 500, fall: 3, rise: 2 },
  ...{ timeoutCheckMs: 400, timeoutConnectMs: 500 },
};
const failures: readonly CheckFailure[] = ["refused", "dropped", "frozen"];

test.each(
  [published, tight, { ...published, spreadPercent: 20 }].flatMap((timing) =>
    failures.map((failure) => ({ failure, timing })),
  ),
)("simulated checks fill the predicted windows: $failure, $timing", ({ failure, timing }) => {
  const failing = failingCheck(timing, failure, "2.6.12");
  const random = randomFrom(3);
  for (const [run, window] of [
    [evictionRun, eviction(timing, failing)],
    [readmissionRun, readmission(timing, failing)],
  ] as const) {
    const times = Array.from({ length: 20_000 }, () => run({ timing, failing }, 0, random)).sort(
      (a, b) => a - b,
    );
    const slackMs = grainMs + (window.latestMs - window.earliestMs) * 0.25;
    expect(times[0]).toBeGreaterThanOrEqual(window.earliestMs - grainMs);
    expect(times[0]).toBeLessThanOrEqual(window.earliestMs + slackMs);
    expect(times.at(-1)).toBeLessThanOrEqual(window.latestMs + grainMs);
    expect(times.at(-1)).toBeGreaterThanOrEqual(window.latestMs - slackMs);
  }
});

test("a lost packet delays a refused check by its retransmission", () => {
  const failing = failingCheck(published, "refused", "2.6.12");
  const random = randomFrom(3);
  const times = Array.from({ length: 20_000 }, () =>
    evictionRun({ timing: published, failing }, 0.2, random),
  );
  expect(Math.max(...times)).toBeGreaterThan(eviction(published, failing).latestMs + 500);
});
