import { describe, expect, it } from "vitest";
import { comparisonsOf, coverageOf, tightnessOf, type Compared } from "../../bench/predict-accuracy.ts";
import { failover } from "../timeline/recording.ts";
import { predicted, takeoverAsPredicted, trial } from "../verdict/trial.ts";

function taken(tookMs: number, n = 0): readonly Compared[] {
  return comparisonsOf(trial({ id: `t-${n}` }, failover({ tookMs })), "r");
}

describe("coverage", () => {
  it("counts a transition once, however many claims it served, and names what lies outside its window", () => {
    const twice = trial({ expectations: [takeoverAsPredicted, { ...takeoverAsPredicted, claim: "X-2" }] });
    expect(comparisonsOf(twice, "r")).toHaveLength(1);
    const coverage = coverageOf([...taken(3000), ...taken(4200, 1)]);
    expect(coverage).toMatchObject({ inside: 1, undecided: 0, never: 0 });
    expect(coverage.outside.map((each) => each.trial)).toEqual(["r/t-1"]);
  });

  it("counts what the recording cannot decide apart, and never as inside", () => {
    const discarded = comparisonsOf(trial({ error: { code: "FAULT_FAILED", message: "x" } }), "r");
    expect(coverageOf(discarded)).toMatchObject({ inside: 0, undecided: 1, outside: [] });
  });
});

describe("tightness", () => {
  const sweep = (from: number, to: number): readonly Compared[] =>
    Array.from({ length: 20 }, (_, n) => taken(from + ((to - from) * n) / 19, n)).flat();

  it("holds a window against the span of twenty phases", () => {
    expect(tightnessOf(sweep(2650, 3550))).toMatchObject([{ measured: 20, widthMs: 1000, tight: true }]);
    expect(tightnessOf(sweep(2650, 3150))).toMatchObject([{ tight: false }]);
  });

  it("says nothing of a window with fewer measurements", () => {
    const [row] = tightnessOf(sweep(2650, 3550).slice(1));
    expect(row?.measured).toBe(19);
    expect(row).not.toHaveProperty("tight");
  });

  it("keeps windows of different formulas apart", () => {
    const other = trial({ id: "t-9", predictions: [predicted([2600, 3600], { formula: "another" })] });
    expect(tightnessOf([...taken(3000), ...comparisonsOf(other, "r")])).toHaveLength(2);
  });
});
