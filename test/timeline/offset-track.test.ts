import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClockOffset } from "../../src/timeline/clock.ts";
import { apartMs, OffsetTrack } from "../../src/timeline/offset-track.ts";

const ppm = 500;

/** A sample that is right, and as lopsided as a round trip can be. */
function around(truth: number, widthMs: number, share: number): ClockOffset {
  return { minMs: truth - widthMs * share, maxMs: truth + widthMs * (1 - share) };
}

test("two offsets that may be the same are not apart", () => {
  expect(apartMs({ minMs: 0, maxMs: 2 }, { minMs: 1, maxMs: 3 })).toBe(0);
  expect(apartMs({ minMs: 0, maxMs: 2 }, { minMs: 5, maxMs: 6 })).toBe(3);
  expect(apartMs({ minMs: 5, maxMs: 6 }, { minMs: 0, maxMs: 2 })).toBe(3);
});

test("a clock that is slewed within the bound is inside at every instant, before and after a sample, and never a step", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const step = fc.record({ slew: fc.double({ min: -1, max: 1, noNaN: true }), width: unit, share: unit });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let [truth, at] = [1_000, 0];
      const track = new OffsetTrack(around(truth, 3, 0.5), at, ppm);
      for (const { slew, width, share } of steps) {
        const perMs = (slew * ppm) / 1e6;
        const between = track.at(at + 500);
        expect(between.minMs).toBeLessThanOrEqual(truth + perMs * 500 + 1e-9);
        expect(between.maxMs).toBeGreaterThanOrEqual(truth + perMs * 500 - 1e-9);
        [truth, at] = [truth + perMs * 1_000, at + 1_000];
        expect(track.take(around(truth, 20 * width, share), at)).toBeLessThanOrEqual(1e-9);
        const before = track.at(at - 500);
        expect(before.minMs).toBeLessThanOrEqual(truth - perMs * 500 + 1e-9);
        expect(before.maxMs).toBeGreaterThanOrEqual(truth - perMs * 500 - 1e-9);
      }
    }),
  );
});

test("a bad sample does not widen what is known by more than drift", () => {
  const track = new OffsetTrack(around(70, 0.1, 0.5), 0, ppm);
  track.take(around(70, 80, 0.9), 1_000);
  const { minMs, maxMs } = track.at(1_000);
  expect(maxMs - minMs).toBeCloseTo(0.1 + 2 * 0.5);
});

test.each([
  ["forward", 0.8],
  ["back", -3_600_000],
])("a clock that is set %s by %d ms is told, and followed from there", (_way, byMs) => {
  const track = new OffsetTrack(around(70, 0.1, 0.5), 0, ppm);
  expect(track.take(around(70 + byMs, 0.1, 0.5), 1_000)).toBeCloseTo(Math.abs(byMs) - 0.5 - 0.1);
  expect(track.at(1_000)).toEqual(around(70 + byMs, 0.1, 0.5));
});

test("a step that is smaller than what drift may be is not told, and is inside", () => {
  const track = new OffsetTrack(around(70, 0.1, 0.5), 0, ppm);
  expect(track.take(around(70.4, 0.1, 0.5), 1_000)).toBe(0);
  const { minMs, maxMs } = track.at(1_000);
  expect(minMs).toBeLessThanOrEqual(70.4);
  expect(maxMs).toBeGreaterThanOrEqual(70.4);
});
