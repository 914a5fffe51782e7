import { expect, test } from "vitest";
import { ClockWatch } from "../../src/agent/clock-watch.ts";
import { now } from "../../src/timeline/clock.ts";
import type { ClockOffset } from "../../src/timeline/clock.ts";

/** A watch whose wall clock is ahead of the monotonic one by these many ms, one reading after the other. */
function watching(...offsets: readonly ClockOffset[]): ClockWatch {
  const left = [...offsets];
  return new ClockWatch(() => left.shift() ?? { minMs: NaN, maxMs: NaN });
}

function known(ms: number, widthMs = 0.01): ClockOffset {
  return { minMs: ms - widthMs / 2, maxMs: ms + widthMs / 2 };
}

test("a reading joins both clocks, with how well it knows", () => {
  const [reading] = watching(known(5_000, 0.5)).read();
  expect(reading).toMatchObject({ kind: "clock", uncertaintyMs: 0.25 });
  expect(reading?.kind === "clock" && reading.wallMs - reading.monotonicAt).toBeCloseTo(5_000);
});

test.each([
  ["forward", 1.2],
  ["back", -3_600_000],
])("a wall clock that is set %s by %d ms is told before the reading", (_way, byMs) => {
  const watch = watching(known(5_000), known(5_000 + byMs));
  const since = now();
  watch.read();
  const [step, reading] = watch.read();
  expect(reading?.kind).toBe("clock");
  expect(step).toMatchObject({ kind: "disturbance", what: "clock-step" });
  expect(step?.kind === "disturbance" && step.at.notBefore).toBeGreaterThanOrEqual(since);
});

test.each([
  ["that is slewed", known(5_000.5)],
  ["that was read badly", known(5_004, 10)],
])("a wall clock %s has not stepped", (_what, second) => {
  const watch = watching(known(5_000), second);
  watch.read();
  expect(watch.read().map(({ kind }) => kind)).toEqual(["clock"]);
});

test("the real clocks of this machine do not step", () => {
  const watch = new ClockWatch();
  watch.read();
  expect(watch.read()).toMatchObject([{ kind: "clock" }]);
});
