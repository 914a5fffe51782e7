import { describe, expect, test } from "vitest";
import { instant } from "../../src/timeline/clock.ts";
import { figuresOf } from "../../src/verdict/figures.ts";
import { quantileRanks } from "../../src/verdict/order-statistics.ts";
import type { Seen } from "../../src/checks/measured.ts";

describe("the ranks that enclose a quantile with 95 % confidence", () => {
  test.each([
    // Published tables of the sign test: n = 6 is the first with a bound, n = 20 gives ranks 6 and 15.
    ["the median of 5", 5, 0.5, {}],
    ["the median of 6", 6, 0.5, { lowerRank: 1, upperRank: 6 }],
    ["the median of 20", 20, 0.5, { lowerRank: 6, upperRank: 15 }],
    // 0.95^n ≤ 0.025 needs n ≥ 72 for an upper bound of the 95th percentile.
    ["p95 of 71", 71, 0.95, { lowerRank: 64 }],
    ["p95 of 72", 72, 0.95, { lowerRank: 65, upperRank: 72 }],
  ])("%s", (_, n, q, ranks) => {
    const found = quantileRanks(n, q, 0.95);
    expect(found.upperRank).toBe((ranks as { upperRank?: number }).upperRank);
    if (q === 0.5) expect(found).toEqual(ranks);
  });
});

function took(minMs: number, maxMs = minMs): Seen {
  return { kind: "seen", tookMs: { minMs, maxMs }, at: instant(0), detail: "" };
}

describe("figures", () => {
  test("of nothing seen are absent", () => {
    expect(figuresOf([{ kind: "not-seen", observedMs: 10, detail: "" }])).toBeUndefined();
  });

  test("of one trial are that trial, without a confidence interval", () => {
    const figures = figuresOf([took(10, 12)]);
    expect(figures?.median).toEqual({ valueMs: { minMs: 10, maxMs: 12 } });
    expect(figures?.maxMs).toEqual({ minMs: 10, maxMs: 12 });
  });

  test("of intervals are intervals: from the quantile of the lower bounds to that of the upper", () => {
    const figures = figuresOf([took(10, 30), took(12, 14), took(20, 21)]);
    expect(figures?.median.valueMs).toEqual({ minMs: 12, maxMs: 21 });
    expect(figures?.maxMs).toEqual({ minMs: 20, maxMs: 30 });
  });

  test("count what did not happen, and six trials bound the median", () => {
    const figures = figuresOf([
      ...[1, 2, 3, 4, 5, 6].map((ms) => took(ms)),
      { kind: "not-seen", observedMs: 9, detail: "" },
    ]);
    expect(figures).toMatchObject({ seen: 6, notSeen: 1, median: { lowerMs: 1, upperMs: 6 } });
  });
});
