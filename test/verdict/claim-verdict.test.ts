import { describe, expect, test } from "vitest";
import type { Claim } from "../../src/verdict/claim.ts";
import { claimVerdicts, type ClaimVerdict } from "../../src/verdict/claim-verdict.ts";
import { exitCodeOf } from "../../src/verdict/exit-code.ts";
import type { Judgement } from "../../src/verdict/judgement.ts";
import { claim, run } from "./trial.ts";

function judged(rest: Partial<Judgement> = {}): Judgement {
  return {
    claim: claim.id,
    trial: "t-1",
    profile: "published",
    faultKind: "host-loss",
    check: "takeover",
    subject: "takeover of 10.9.0.100 by lb2",
    behaviour: "pass",
    promised: claim.promise,
    promise: "HOLDS",
    reasons: [],
    ...rest,
  };
}

function verdict(judgements: readonly Judgement[], rest: Partial<Claim> = {}, skipped = ""): ClaimVerdict {
  const claims = [{ ...claim, ...rest }];
  const reasons = skipped === "" ? [] : [{ claim: claim.id, reason: skipped }];
  const [only] = claimVerdicts(run({ claims, skipped: reasons }), judgements);
  if (only === undefined) expect.fail("no verdict");
  return only;
}

const tuned = { profile: "tuned" } as const;

describe("over profiles", () => {
  test.each([
    ["both hold", [judged(), judged(tuned)], "HOLDS"],
    ["only the tuned holds", [judged({ promise: "REFUTED" }), judged(tuned)], "HOLDS WITH TUNING"],
    ["neither holds", [judged({ promise: "REFUTED" }), judged({ ...tuned, promise: "REFUTED" })], "REFUTED"],
    ["published cannot see it, tuned can", [judged({ promise: "GAP" }), judged(tuned)], "HOLDS WITH TUNING"],
    ["neither can see it", [judged({ promise: "GAP" }), judged({ ...tuned, promise: "GAP" })], "GAP"],
    ["published is undecided, tuned was not tried", [judged({ promise: "UNDECIDED" })], "UNDECIDED"],
  ] as const)("%s: %s gives %s", (_, judgements, promise) => {
    expect(verdict(judgements).promise).toBe(promise);
  });

  test("what a stand-in decided is modelled, never held or refuted", () => {
    const model = { decidedBy: "model" } as const;
    expect(verdict([judged(), judged(tuned)], model).promise).toBe("MODELLED");
    expect(verdict([judged({ promise: "REFUTED" }), judged(tuned)], model).promise).toBe("MODELLED");
    expect(verdict([judged({ promise: "UNDECIDED" })], model).promise).toBe("UNDECIDED");
  });

  test("a claim that could not be asked is not applicable, with its reason", () => {
    expect(verdict([], {}, "netem is not in this kernel")).toMatchObject({
      promise: "NOT APPLICABLE",
      behaviour: "not-judged",
      skipped: "netem is not in this kernel",
    });
  });

  test("a claim that no trial served is inconclusive in that profile", () => {
    expect(verdict([judged()])).toMatchObject({
      behaviour: "inconclusive",
      profiles: [{ behaviour: "pass" }, { profile: "tuned", behaviour: "inconclusive", faultKinds: [] }],
    });
  });
});

describe("over fault kinds", () => {
  test("the worst counts and each is kept", () => {
    const graceful = { faultKind: "graceful-stop of keepalived" };
    const [published] = verdict([judged(graceful), judged({ promise: "REFUTED" })]).profiles;
    expect(published).toMatchObject({
      promise: "REFUTED",
      faultKinds: [
        { ...graceful, promise: "HOLDS" },
        { faultKind: "host-loss", promise: "REFUTED" },
      ],
    });
  });

  test("fail outranks inconclusive outranks pass, and what is not judged outranks nothing", () => {
    const kinds = (["pass", "inconclusive", "fail", "not-judged"] as const).map((behaviour, index) =>
      judged({ behaviour, faultKind: `kind ${index}` }),
    );
    expect(verdict(kinds).profiles[0]?.behaviour).toBe("fail");
    expect(verdict(kinds.filter((each) => each.behaviour !== "fail")).profiles[0]?.behaviour).toBe(
      "inconclusive",
    );
    expect(verdict(kinds.filter((each) => each.behaviour === "not-judged")).profiles[0]?.behaviour).toBe(
      "not-judged",
    );
  });
});

test("rounds of one subject are one row, with its statistics and the worst budget", () => {
  const seen = (ms: number, budget: "met" | "missed"): Judgement =>
    judged({
      trial: `t-${ms}`,
      measured: {
        kind: "seen",
        tookMs: { minMs: ms, maxMs: ms },
        at: { notBefore: 0, notAfter: 0 },
        detail: "",
      },
      budget: { budgetMs: 150, verdict: budget },
    });
  const [measure] =
    verdict([seen(100, "met"), seen(200, "missed"), seen(120, "met")]).profiles[0]?.faultKinds[0]?.measures ??
    [];
  expect(measure).toMatchObject({
    budget: "missed",
    budgetMs: 150,
    figures: { seen: 3, median: { valueMs: { minMs: 120, maxMs: 120 } }, maxMs: { minMs: 200 } },
  });
});

test("a trial is counted once in a row: asked twice it is one round, asked with a budget it is another row", () => {
  const twice = [judged(), judged(), judged({ budget: { budgetMs: 2000, verdict: "met" } })];
  const measures = verdict(twice).profiles[0]?.faultKinds[0]?.measures ?? [];
  expect(measures.map(({ judgements, budgetMs }) => [judgements.length, budgetMs])).toEqual([
    [1, undefined],
    [1, 2000],
  ]);
});

describe("the exit code", () => {
  const both = [judged(), judged(tuned)];

  test.each([
    ["everything passed", both, false, 0],
    ["a promise is refuted", [judged({ promise: "REFUTED" }), judged(tuned)], false, 0],
    ["a promise is refuted and had to hold", [judged({ promise: "REFUTED" }), judged(tuned)], true, 1],
    ["a behaviour failed", [judged({ behaviour: "fail" }), judged(tuned)], false, 1],
    [
      "a budget was missed",
      [judged({ budget: { budgetMs: 1, verdict: "missed" } }), judged(tuned)],
      false,
      1,
    ],
    ["something is inconclusive", [judged({ behaviour: "inconclusive" }), judged(tuned)], false, 2],
    [
      "a budget is inconclusive",
      [judged({ budget: { budgetMs: 1, verdict: "inconclusive" } }), judged(tuned)],
      false,
      2,
    ],
    [
      "one failed and one is inconclusive",
      [judged({ behaviour: "fail" }), judged({ ...tuned, behaviour: "inconclusive" })],
      false,
      1,
    ],
    [
      "nothing was judged",
      [judged({ behaviour: "not-judged" }), judged({ ...tuned, behaviour: "not-judged" })],
      false,
      2,
    ],
  ] as const)("when %s", (_, judgements, requireHolds, code) => {
    expect(exitCodeOf([verdict(judgements)], requireHolds)).toBe(code);
  });

  test("of a run without claims is 2: a test of nothing must not pass", () => {
    expect(exitCodeOf([], false)).toBe(2);
  });

  test("a stand-in's refutation never fails a run that requires holding", () => {
    const modelled = verdict([judged({ promise: "REFUTED" }), judged(tuned)], { decidedBy: "model" });
    expect(exitCodeOf([modelled], true)).toBe(0);
  });
});
