import { HarnessError } from "../errors.ts";
import type { Claim, Promised } from "./claim.ts";
import type { Budgets, Expectation } from "./expectation.ts";
import { unfitTrial } from "./fitness.ts";
import type { TrialResult } from "./trial-record.ts";

/** What trials are judged by, beside their own expectations. */
export interface JudgedAgainst {
  readonly claims: readonly Claim[];
  readonly budgets?: Budgets;
}

/** An expectation of one trial, with everything that its three questions need. */
export interface Case {
  readonly trial: TrialResult;
  readonly expectation: Expectation;
  readonly promised: Promised;
  readonly budgetMs: number | undefined;
  /** How long "never" has to be watched; Infinity where nothing says so. */
  readonly watchMs: number;
  /** Why nothing of this trial may be judged; empty where it may. */
  readonly unfit: readonly string[];
}

/**
 * The cases of one trial: its expectations that are asked in its profile.
 * Throws BAD_INPUT where an expectation names a claim that is not among the claims.
 */
export function casesOf(trial: TrialResult, against: JudgedAgainst): readonly Case[] {
  const unfit = unfitTrial(trial);
  return trial.record.expectations
    .filter(({ profiles }) => profiles === undefined || profiles.includes(trial.record.profile))
    .map((expectation) => caseOf(trial, expectation, against, unfit));
}

function caseOf(
  trial: TrialResult,
  expectation: Expectation,
  { claims, budgets = {} }: JudgedAgainst,
  unfit: readonly string[],
): Case {
  const claim = claims.find(({ id }) => id === expectation.claim);
  if (claim === undefined) {
    const { scenario } = trial.record;
    throw new HarnessError(
      "BAD_INPUT",
      `scenario ${scenario} names claim ${expectation.claim}, which does not exist`,
    );
  }
  const promised = expectation.promise ?? claim.promise;
  const asked = expectation.budgetMs ?? budgets[expectation.measure.check];
  const budgetMs = expectation.withoutBudget === true ? undefined : asked;
  const promisedMs = promised.kind === "at-latest" ? promised.latestMs : undefined;
  const watchMs = expectation.watchMs ?? promisedMs ?? budgetMs ?? longestWindowMs(trial);
  return { trial, expectation, promised, budgetMs, watchMs, unfit };
}

/** As long as the slowest transition that this trial expects: whoever waits for that has waited for the rest. */
function longestWindowMs({ record }: TrialResult): number {
  const ends = record.predictions
    .filter(({ outcome, window }) => outcome === "within" && Number.isFinite(window.latestMs))
    .map(({ window }) => window.latestMs);
  return ends.length === 0 ? Infinity : Math.max(...ends);
}
