import { expect, test } from "vitest";
import { judgeTrial } from "../../src/verdict/judge.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";
import type { RuleFinding } from "../../src/verdict/trial-record.ts";
import { claim, trial } from "./trial.ts";

const asked: Expectation = {
  claim: claim.id,
  measure: { check: "files", rules: ["pair-haproxy-differs"] },
  expect: { kind: "holds" },
  promise: { kind: "holds" },
};
const found: RuleFinding = {
  rule: "pair-haproxy-differs",
  place: "lb1:haproxy.cfg:28",
  message: "backend b: lb1 has a line more",
};

test.each<[string, readonly RuleFinding[] | undefined, string, string]>([
  ["that agree", [], "pass", "HOLDS"],
  ["in which another rule finds something", [{ ...found, rule: "pair-auth" }], "pass", "HOLDS"],
  ["that differ", [found], "fail", "UNDECIDED"],
  ["that were never read", undefined, "inconclusive", "UNDECIDED"],
])("files %s", (_, findings, behaviour, promise) => {
  const record = { expectations: [asked], ...(findings === undefined ? {} : { findings }) };
  expect(judgeTrial(trial(record), { claims: [claim], budgets: {} })).toMatchObject([{ behaviour, promise }]);
});

test("the line that differs is named, also where the difference was expected", () => {
  const broken: Expectation = {
    ...asked,
    expect: { kind: "broken" },
    promise: { kind: "silent", because: "" },
  };
  const [judgement] = judgeTrial(trial({ expectations: [broken], findings: [found] }), {
    claims: [claim],
    budgets: {},
  });
  expect(judgement).toMatchObject({ behaviour: "pass", promise: "GAP" });
  expect(judgement?.measured?.detail).toContain("lb1:haproxy.cfg:28");
});
