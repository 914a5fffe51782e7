import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "../../src/timeline/clock.ts";
import { causedAfter, formatDuration, formatMs, longestOf, sumOf } from "../../src/timeline/duration.ts";

describe("durations", () => {
  test("an effect does not precede its cause, even where their instants overlap", () => {
    expect(causedAfter(instant(10, 20), instant(15, 30))).toEqual({ minMs: 0, maxMs: 20 });
  });

  test("the longest of several is known no better than each of them", () => {
    expect(
      longestOf([
        { minMs: 10, maxMs: 50 },
        { minMs: 20, maxMs: 30 },
      ]),
    ).toEqual({ minMs: 20, maxMs: 50 });
    expect(
      sumOf([
        { minMs: 10, maxMs: 50 },
        { minMs: 20, maxMs: Infinity },
      ]),
    ).toEqual({ minMs: 30, maxMs: Infinity });
  });

  test.each([
    [{ minMs: 2906, maxMs: 2917 }, "2.912 s ± 6 ms"],
    [{ minMs: 137, maxMs: 137 }, "137 ms ± 0 ms"],
    [{ minMs: 0, maxMs: 0.8 }, "0.4 ms ± 0.4 ms"],
    [{ minMs: 14200, maxMs: Infinity }, "at least 14.200 s"],
  ])("are printed with their uncertainty: %o", (duration, printed) => {
    expect(formatDuration(duration)).toBe(printed);
  });

  test("no bound is printed as such", () => {
    expect(formatMs(Infinity)).toBe("∞");
  });

  test("the printed interval contains the measured one", () => {
    const bounds = fc.tuple(
      fc.double({ min: 0, max: 1e4, noNaN: true }),
      fc.double({ min: 0, max: 500, noNaN: true }),
    );
    fc.assert(
      fc.property(bounds, ([minMs, widthMs]) => {
        const maxMs = minMs + widthMs;
        const [, middle, unit, spread] =
          /^([\d.]+) (m?s) ± ([\d.]+) ms$/.exec(formatDuration({ minMs, maxMs })) ?? [];
        const middleMs = Number(middle) * (unit === "s" ? 1000 : 1);
        expect(middleMs - Number(spread)).toBeLessThanOrEqual(minMs + 1e-3);
        expect(middleMs + Number(spread)).toBeGreaterThanOrEqual(maxMs - 1e-3);
      }),
    );
  });
});
