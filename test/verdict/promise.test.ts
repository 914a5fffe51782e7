import { describe, expect, test } from "vitest";
import type { Measured } from "../../src/checks/measured.ts";
import { instant } from "../../src/timeline/clock.ts";
import { againstBudget } from "../../src/verdict/budget.ts";
import type { Promised } from "../../src/verdict/claim.ts";
import { promiseAnswer } from "../../src/verdict/promise.ts";
import { predicted } from "./trial.ts";

const at2s: Promised = { kind: "at-latest", latestMs: 2000 };

function took(minMs: number, maxMs: number): Extract<Measured, { kind: "seen" }> {
  return { kind: "seen", tookMs: { minMs, maxMs }, at: instant(0), detail: "it moved" };
}

const notSeen = { kind: "not-seen", observedMs: 10_000, detail: "it stayed" } as const;

describe("a promise of 2 s", () => {
  test("holds where the measurement and the configuration's window end before it", () => {
    expect(promiseAnswer(at2s, took(1500, 1510), predicted([1230, 1730])).verdict).toBe("HOLDS");
  });

  test("is refuted by a measurement wholly beyond it", () => {
    expect(promiseAnswer(at2s, took(2900, 2910), predicted([2600, 3600])).verdict).toBe("REFUTED");
  });

  test("is undecided where the measurement straddles it", () => {
    expect(promiseAnswer(at2s, took(1990, 2010)).verdict).toBe("UNDECIDED");
  });

  test("is undecided where one phase was lucky and the configuration allows more", () => {
    const { verdict, reasons } = promiseAnswer(at2s, took(1500, 1510), predicted([600, 2600]));
    expect(verdict).toBe("UNDECIDED");
    expect(reasons).toEqual(["in time here, but the configuration allows 2.600 s"]);
  });

  test("is read with the grain of the model that judged the behaviour", () => {
    const late = took(2010, 2015);
    expect(promiseAnswer(at2s, late, predicted([600, 2000])).verdict).toBe("HOLDS");
    expect(promiseAnswer(at2s, late).verdict).toBe("REFUTED");
  });

  test("is a gap where the configuration cannot see the fault, refuted where it could", () => {
    expect(promiseAnswer(at2s, notSeen, predicted("never")).verdict).toBe("GAP");
    expect(promiseAnswer(at2s, notSeen).verdict).toBe("REFUTED");
  });
});

test.each([
  [{ kind: "happens" }, took(1, 2), "HOLDS"],
  [{ kind: "happens" }, notSeen, "REFUTED"],
  [{ kind: "never" }, notSeen, "HOLDS"],
  [{ kind: "never" }, took(1, 2), "REFUTED"],
  [{ kind: "holds" }, { kind: "condition", holds: true, detail: "" }, "HOLDS"],
  [{ kind: "holds" }, { kind: "condition", holds: false, detail: "" }, "REFUTED"],
  [{ kind: "silent", because: "not documented" }, took(1, 2), "GAP"],
] as const)("promised %o, measured %o: %s", (promised, measured, verdict) => {
  expect(promiseAnswer(promised, measured).verdict).toBe(verdict);
});

describe("a budget of 2 s", () => {
  test.each([
    ["kept", took(1900, 1910), "met"],
    ["kept to the millisecond", took(1990, 2000), "met"],
    ["straddled", took(1990, 2010), "inconclusive"],
    ["missed", took(2001, 2010), "missed"],
    ["never reached while watched", notSeen, "missed"],
    ["not watched for", { ...notSeen, observedMs: 1000 }, "inconclusive"],
  ] as const)("is %s: %s", (_, measured, verdict) => {
    expect(againstBudget(measured, 2000).verdict).toBe(verdict);
  });
});
