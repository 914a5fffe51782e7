import type { Measured, Timing } from "../checks/measured.ts";
import { answer, type Answer } from "./answer.ts";
import { asPredicted, conditionIs, happened, insideWindow, neverSeen, untilWindowEnd } from "./behaviour.ts";
import { againstBudget } from "./budget.ts";
import type { Case } from "./case.ts";
import type { BehaviourVerdict, BudgetVerdict, PromiseAnswer } from "./judgement.ts";
import { promiseAnswer } from "./promise.ts";
import type { Target } from "./target.ts";

/** The answers to the three questions about one measurement. */
export interface Answers {
  readonly behaviour: Answer<BehaviourVerdict>;
  readonly promise: Answer<PromiseAnswer>;
  readonly budget?: Answer<BudgetVerdict>;
}

/** Asks the three questions in their order. What may not be judged is inconclusive on every one of them. */
export function askAll(asked: Case, target: Target, measured: Measured, unfit: readonly string[]): Answers {
  const felt = withZeroOutage(asked, measured);
  const budget = budgetOf(asked, felt);
  if (unfit.length > 0) {
    return {
      behaviour: answer("inconclusive", ...unfit),
      promise: answer("UNDECIDED"),
      ...(budget === undefined ? {} : { budget: answer("inconclusive") }),
    };
  }
  const behaviour = behaviourOf(asked, target, measured);
  const decided = behaviour.verdict === "pass" || behaviour.verdict === "not-judged";
  return {
    behaviour,
    promise: decided ? promiseAnswer(asked.promised, felt, target.prediction) : answer("UNDECIDED"),
    ...(budget === undefined ? {} : { budget }),
  };
}

function behaviourOf(asked: Case, target: Target, measured: Measured): Answer<BehaviourVerdict> {
  const { expectation, watchMs } = asked;
  const { expect } = expectation;
  if (expect.kind === "reported") return answer("not-judged");
  if (measured.kind === "condition") return conditionIs(measured, expect.kind !== "broken");
  switch (expect.kind) {
    case "never":
    case "broken":
      return neverSeen(measured, watchMs);
    case "happens":
    case "holds":
      return happened(measured);
    case "within":
      return insideWindow(
        expect.orNone === true ? withZeroOutage(asked, measured) : measured,
        expect.window,
        0,
      );
    case "as-predicted":
      return withPrediction(target, (prediction) => asPredicted(measured, prediction, watchMs));
    case "by-window-end":
      return withPrediction(target, (prediction) =>
        untilWindowEnd(expect.orNone === true ? withZeroOutage(asked, measured) : measured, prediction),
      );
  }
}

function withPrediction(
  { prediction }: Target,
  judge: (prediction: NonNullable<Target["prediction"]>) => Answer<BehaviourVerdict>,
): Answer<BehaviourVerdict> {
  return prediction === undefined ? answer("inconclusive", "nothing predicts this") : judge(prediction);
}

/** A condition knows no budget, and what must never happen has none to be met by happening in time. */
function budgetOf({ expectation, budgetMs }: Case, felt: Measured): Answer<BudgetVerdict> | undefined {
  if (budgetMs === undefined || expectation.expect.kind === "never") return undefined;
  return felt.kind === "condition" ? undefined : againstBudget(felt, budgetMs);
}

/** For promise and budget, an outage that was not felt lasted no time; for every other measure, not seen is late. */
function withZeroOutage<Some extends Measured>(
  { expectation, trial }: Case,
  measured: Some,
): Some | Extract<Timing, { kind: "seen" }> {
  const { check } = expectation.measure;
  if ((check !== "outage" && check !== "recovered") || measured.kind !== "not-seen") return measured;
  return {
    kind: "seen",
    tookMs: { minMs: 0, maxMs: 0 },
    at: trial.timeline.fault().at,
    detail: measured.detail,
  };
}
