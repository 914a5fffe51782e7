import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantile } from "../../src/timeline/quantile.ts";

describe("a quantile", () => {
  test.each([
    [0, 1],
    [0.5, 5],
    [0.95, 10],
    [1, 10],
  ])("of one to ten at %d is %d", (q, value) => {
    expect(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], q)).toBe(value);
  });

  test("is not moved up a rank by binary rounding (0.07 × 100 > 7)", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantile(hundred, 0.07)).toBe(7);
  });

  test("of nothing is refused", () => {
    expect(() => quantile([], 0.5)).toThrow("no value");
  });

  test("is a value that was measured, and the asked share does not exceed it", () => {
    const any = fc.tuple(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(any, ([values, q]) => {
        const value = quantile(values, q);
        expect(values).toContain(value);
        const atMost = values.filter((each) => each <= value).length;
        expect(atMost).toBeGreaterThanOrEqual(q * values.length - 1e-6);
      }),
    );
  });
});
