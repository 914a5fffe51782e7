import type { BehaviourVerdict, BudgetVerdict, PromiseAnswer } from "./judgement.ts";

/** fail outranks inconclusive outranks pass; what was not judged says nothing. */
const behaviours: readonly BehaviourVerdict[] = ["fail", "inconclusive", "pass", "not-judged"];
/** What is known to be broken or blind outranks what is not known, which outranks what holds. */
const promises: readonly PromiseAnswer[] = ["REFUTED", "GAP", "UNDECIDED", "HOLDS"];
const budgets: readonly BudgetVerdict[] = ["missed", "inconclusive", "met"];

/** The verdict over several; inconclusive over none, because a test of nothing must not pass. */
export function worstBehaviour(verdicts: readonly BehaviourVerdict[]): BehaviourVerdict {
  return behaviours.find((each) => verdicts.includes(each)) ?? "inconclusive";
}

export function worstPromise(answers: readonly PromiseAnswer[]): PromiseAnswer {
  return promises.find((each) => answers.includes(each)) ?? "UNDECIDED";
}

/** Undefined where no budget was given. */
export function worstBudget(verdicts: readonly (BudgetVerdict | undefined)[]): BudgetVerdict | undefined {
  return budgets.find((each) => verdicts.includes(each));
}
