import type { Prediction } from "../predict/prediction.ts";
import type { Measured } from "../checks/measured.ts";
import type { Promised } from "./claim.ts";
import type { CheckName } from "./expectation.ts";

/** `not-judged`: nothing was expected, the figure is only reported. */
export type BehaviourVerdict = "pass" | "fail" | "inconclusive" | "not-judged";

/** One measurement's word on a promise. HOLDS WITH TUNING exists only over profiles (`PromiseVerdict`). */
export type PromiseAnswer = "HOLDS" | "REFUTED" | "GAP" | "UNDECIDED";

/** A claim's verdict over all its trials. */
export type PromiseVerdict = PromiseAnswer | "HOLDS WITH TUNING" | "MODELLED" | "NOT APPLICABLE";

export type BudgetVerdict = "met" | "missed" | "inconclusive";

/** One measurement of one trial, judged by all three questions (`docs/verdicts.md`). */
export interface Judgement {
  readonly claim: string;
  readonly trial: string;
  readonly profile: string;
  /** The fault without its hosts: "process-crash of haproxy". The worst of these counts for a claim. */
  readonly faultKind: string;
  readonly check: CheckName;
  /** What was measured, in words: "takeover of 10.9.0.100 by lb2". */
  readonly subject: string;
  /** Absent where nothing could be measured; `reasons` say why. */
  readonly measured?: Measured;
  readonly prediction?: Prediction;
  readonly behaviour: BehaviourVerdict;
  readonly promised: Promised;
  readonly promise: PromiseAnswer;
  readonly budget?: { readonly budgetMs: number; readonly verdict: BudgetVerdict };
  /** What a reader has to know to accept it: why it is not simply passed, how long "never" was watched. */
  readonly reasons: readonly string[];
}
