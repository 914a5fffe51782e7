import { describe, expect, test } from "vitest";
import { decidedShare } from "../../src/verdict/sequential.ts";
import { shareAtLeast, trialsNeeded, type Kept } from "../../src/verdict/share.ts";

const claim = { share: 0.95, confidence: 0.95 };

describe("after a number of trials that was settled beforehand", () => {
  test.each([
    [59, 0],
    [93, 1],
    [124, 2],
  ])("%d trials show 95 %% at 95 %% if %d are beyond the limit, one fewer does not", (n, beyond) => {
    expect(trialsNeeded(claim, beyond)).toBe(n);
    expect(shareAtLeast({ within: n - beyond, beyond }, 0.95)).toBeGreaterThanOrEqual(0.95);
    expect(shareAtLeast({ within: n - beyond - 1, beyond }, 0.95)).toBeLessThan(0.95);
  });

  test("the bound of clean trials is the n-th root, and none is shown by none", () => {
    expect(shareAtLeast({ within: 20, beyond: 0 }, 0.95)).toBeCloseTo(0.05 ** (1 / 20), 9);
    expect(shareAtLeast({ within: 0, beyond: 7 }, 0.95)).toBe(0);
    expect(shareAtLeast({ within: 0, beyond: 0 }, 0.95)).toBe(0);
  });

  test("the bound is that of Clopper and Pearson", () => {
    // 8 of 10 at one-sided 95 %: the 5 % quantile of Beta(8, 3).
    expect(shareAtLeast({ within: 8, beyond: 2 }, 0.95)).toBeCloseTo(0.4931, 4);
  });
});

/** When a run of trials in which these (counted from 1) are beyond the limit is decided, and how. */
function decidedAfter(beyond: readonly number[], most = 200): readonly [number, string] {
  const kept = { within: 0, beyond: 0 };
  for (let n = 1; n <= most; n++) {
    kept[beyond.includes(n) ? "beyond" : "within"] += 1;
    const verdict = decidedShare(kept, claim);
    if (verdict !== "open") return [n, verdict];
  }
  return [most, "open"];
}

describe("asked after every trial", () => {
  test("nothing is decided before the first, nor by one", () => {
    for (const [within, beyond] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ] as const)
      expect(decidedShare({ within, beyond }, claim)).toBe("open");
  });

  test("clean trials hold it, somewhat later than a settled number would", () => {
    expect(decidedAfter([])).toEqual([68, "holds"]);
  });

  test("one beyond the limit makes it take longer, and does not refute it", () => {
    expect(decidedAfter([30])).toEqual([153, "holds"]);
  });

  test("many beyond the limit refute it soon", () => {
    const [n, verdict] = decidedAfter([1, 2, 3, 4, 5, 6, 7]);
    expect(verdict).toBe("refuted");
    expect(n).toBeLessThan(5);
    expect(decidedAfter([5, 10, 15, 20, 25, 30, 35, 40, 45, 50])[1]).toBe("refuted");
  });

  test.each(["holds", "refuted"] as const)(
    "on the very border it says %s wrongly in less than one of twenty runs, however long they are",
    (wrong) => {
      expect(chanceOf(wrong, 150)).toBeLessThanOrEqual(0.05);
    },
  );

  test("asking a settled number's bound after every trial would be wrong more often: why this is needed", () => {
    const needed = Array.from({ length: 8 }, (_, beyond) => trialsNeeded(claim, beyond));
    const naive = chanceOf(({ within, beyond }) => within + beyond >= (needed[beyond] ?? Infinity), 200);
    expect(naive).toBeGreaterThan(0.08);
  });
});

/** The exact chance that a rule ever stops so within so many trials, where just 95 % keep to the limit. */
function chanceOf(stops: string | ((kept: Kept) => boolean), most: number): number {
  const asked = typeof stops === "string" ? (kept: Kept) => decidedShare(kept, claim) === stops : stops;
  let open = new Map([[0, 1]]);
  let stopped = 0;
  for (let n = 1; n <= most; n++) {
    const next = new Map<number, number>();
    for (const [beyond, chance] of open)
      for (const [more, share] of [
        [0, 0.95],
        [1, 0.05],
      ] as const)
        next.set(beyond + more, (next.get(beyond + more) ?? 0) + chance * share);
    open = new Map();
    for (const [beyond, chance] of next) {
      if (chance < 1e-9) continue;
      if (asked({ within: n - beyond, beyond })) stopped += chance;
      else open.set(beyond, chance);
    }
  }
  return stopped;
}
