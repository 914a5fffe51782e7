import { describe, expect, test } from "vitest";
import type { Catch } from "../../mutants/mutant.ts";
import { alarms, caught } from "../../mutants/caught.ts";
import type { Judgement } from "../../src/verdict/judgement.ts";

const byBudget: Catch = { kind: "judgement", claim: "X-1", check: "takeover", question: "budget" };
const byRefusal: Catch = {
  kind: "refusal",
  claim: "X-2",
  names: /held by lb1 and lb2/,
  because: "two masters",
};

/** A takeover after 2.7 s that was promised within 2 s, and asked for within 3 s: well but for the promise. */
function judgement(rest: Partial<Judgement> = {}): Judgement {
  return {
    claim: "X-1",
    trial: "t",
    profile: "tuned",
    faultKind: "host-loss",
    check: "takeover",
    subject: "takeover of 10.9.0.100",
    measured: {
      kind: "seen",
      tookMs: { minMs: 2700, maxMs: 2702 },
      at: { notBefore: 0, notAfter: 2 },
      by: "lb2",
      detail: "lb2 took it",
    },
    behaviour: "pass",
    promised: { kind: "at-latest", latestMs: 2000 },
    promise: "HOLDS",
    budget: { budgetMs: 3000, verdict: "met" },
    reasons: [],
    ...rest,
  };
}

const after = (...judgements: Judgement[]): { record: object; judgements: Judgement[] } => ({
  record: {},
  judgements,
});

describe("a mutant that a judgement must catch", () => {
  test("is caught where the named question is answered with a defect, and the evidence tells the figure", () => {
    const missed = judgement({ budget: { budgetMs: 2000, verdict: "missed" } });
    expect(caught(byBudget, after(judgement(), missed))).toEqual({
      verdict: "caught",
      evidence: "takeover of 10.9.0.100: 2.701 s ± 1 ms by lb2, budget 2.000 s",
    });
  });

  test.each([
    ["fail", "behaviour", judgement({ behaviour: "fail" })],
    ["REFUTED", "promise", judgement({ promise: "REFUTED" })],
  ] as const)("is caught by %s as %s", (_, question, defect) => {
    expect(caught({ ...byBudget, question }, after(defect)).verdict).toBe("caught");
  });

  test("is missed where only another claim, another check or another question is answered with a defect", () => {
    const defect = { budgetMs: 2000, verdict: "missed" } as const;
    expect(caught(byBudget, after(judgement(), judgement({ claim: "X-9", budget: defect }))).verdict).toBe(
      "missed",
    );
    expect(caught(byBudget, after(judgement({ check: "failback", budget: defect }))).verdict).toBe("missed");
    expect(caught(byBudget, after(judgement({ behaviour: "fail", promise: "UNDECIDED" }))).verdict).toBe(
      "missed",
    );
  });

  test("is missed where the stack looks healthy, where nobody asked, and where nothing was measured at all", () => {
    expect(caught(byBudget, after(judgement())).verdict).toBe("missed");
    expect(caught(byBudget, after()).evidence).toContain("nobody asked X-1 for its takeover");
    expect(caught(byBudget, { refused: "no steady state" }).verdict).toBe("missed");
  });

  test("is neither caught nor missed where the answer is inconclusive", () => {
    const noisy = judgement({
      behaviour: "inconclusive",
      promise: "UNDECIDED",
      reasons: ["the clock stepped"],
    });
    expect(caught({ ...byBudget, question: "promise" }, after(noisy))).toEqual({
      verdict: "inconclusive",
      evidence: "the clock stepped",
    });
  });
});

describe("a mutant that must be refused", () => {
  test("is caught by a refusal that names what is not steady, before the trial or at its end", () => {
    const message = "no steady state within 25 s: 10.9.0.100 is held by lb1 and lb2";
    expect(caught(byRefusal, { refused: message })).toEqual({ verdict: "caught", evidence: message });
    const record = { error: { code: "NOT_STEADY", message } } as const;
    expect(caught(byRefusal, { record, judgements: [] }).verdict).toBe("caught");
  });

  test("is missed where the refusal names something else, and where there was none", () => {
    expect(caught(byRefusal, { refused: "no steady state: nobody holds it" }).verdict).toBe("missed");
    expect(caught(byRefusal, after(judgement({ behaviour: "fail" }))).verdict).toBe("missed");
  });

  test("is inconclusive where the harness failed for a reason of its own", () => {
    const record = { error: { code: "FAULT_FAILED", message: "the host's shell has gone" } } as const;
    expect(caught(byRefusal, { record, judgements: [] }).verdict).toBe("inconclusive");
  });
});

test("alarms are failures, missed budgets and broken promises, and nothing else", () => {
  const defects = [
    judgement({ behaviour: "fail" }),
    judgement({ promise: "REFUTED" }),
    judgement({ budget: { budgetMs: 1, verdict: "missed" } }),
  ];
  const others = [
    judgement(),
    judgement({
      behaviour: "inconclusive",
      promise: "UNDECIDED",
      budget: { budgetMs: 1, verdict: "inconclusive" },
    }),
    judgement({ promise: "GAP" }),
  ];
  expect(alarms([...defects, ...others])).toEqual(defects);
});
