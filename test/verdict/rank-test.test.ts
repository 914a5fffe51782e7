import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holm, rankTest } from "../../src/verdict/rank-test.ts";
import { shiftOf } from "../../src/verdict/shift.ts";

const upTo = (n: number, from = 1): number[] => Array.from({ length: n }, (_, index) => from + index);

describe("the rank test", () => {
  test.each([
    // 2 / C(m + n, m): all of one side below all of the other.
    ["1 against 1 can show nothing", [1], [2], 1],
    ["3 against 3 cannot reach 5 %", upTo(3), upTo(3, 4), 0.1],
    ["4 against 4 can", upTo(4), upTo(4, 5), 2 / 70],
    // Mann and Whitney's table for 5 and 5: P(U ≤ 2) = 4 / 252, two-sided 8 / 252.
    ["U = 2 of 5 and 5", [1, 2, 3, 4, 7], [5, 6, 8, 9, 10], 8 / 252],
    ["what is the same throughout", [5, 5, 5], [5, 5, 5], 1],
    // Of the 6 ways to choose 2 of the midranks 1, 2.5, 2.5, 4, sums 3.5 and 6.5 come twice each, 5 twice.
    ["ties are counted by their midranks", [1, 2], [2, 3], 4 / 6],
    ["Infinity is the slowest", upTo(4), [5, 6, 7, Infinity], 2 / 70],
  ])("%s", (_, a, b, p) => {
    expect(rankTest(a, b).p).toBeCloseTo(p, 10);
  });

  test("says how small p can get at all with so few values", () => {
    expect(rankTest([1, 5, 3], [2, 4, 6]).smallestP).toBeCloseTo(0.1, 10);
    expect(rankTest(upTo(4), upTo(4)).smallestP).toBeLessThan(0.05);
  });

  test("goes over into the normal approximation without a step", () => {
    const [a, b] = [upTo(30), upTo(30, 9).map((value) => value + 0.5)];
    const exact = rankTest(a, b).p;
    const normal = rankTest([...a, 20.25], [...b, 24.25]).p;
    expect(normal).toBeGreaterThan(exact / 2);
    expect(normal).toBeLessThan(exact * 2);
  });

  test("does not mind which sample is which, and never leaves 0 to 1", () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { p, smallestP } = rankTest(a, b);
        expect(p).toBeCloseTo(rankTest(b, a).p, 9);
        expect(p).toBeGreaterThanOrEqual(smallestP);
        expect(p).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test("of nothing is refused", () => {
    expect(() => rankTest([], [1])).toThrow(expect.objectContaining({ code: "NOTHING_TO_JUDGE" }));
  });
});

test("several tests together need smaller values each (Holm)", () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([])).toEqual([]);
});

describe("the shift", () => {
  test("is the median of all differences, with the bounds of the rank test", () => {
    // Moved by 10: 16 differences, of which the first and the last bound it at n = 4 (P(U = 0) = 1/70).
    const { by, lower, upper } = shiftOf(upTo(4), upTo(4, 11));
    expect([by, lower, upper]).toEqual([10, 7, 13]);
  });

  test("has no bounds where n is too small", () => {
    expect(shiftOf([1, 2, 3], [4, 5, 6])).toEqual({ by: 3 });
  });

  test("is nothing between two that never end, and without end where one does", () => {
    expect(shiftOf([Infinity], [Infinity])).toEqual({ by: 0 });
    expect(shiftOf([3], [Infinity])).toEqual({ by: Infinity });
  });
});
