import { drawnFrom, phaseOf } from "./phase.ts";
import type { TrialPlan } from "./trial-plan.ts";

/** A trial of one round, with the number in [0, 1) that says where in the protocols' cycles its fault comes. */
export interface RoundPlan {
  readonly plan: TrialPlan;
  readonly phase: number;
}

/**
 * The trials of one round (counted from 1), in an order that the seed decides and that differs from round to round, so that no trial
 * always follows the same one. Where there is more than one round a trial's id ends with its round.
 */
export function roundOf(
  trials: readonly TrialPlan[],
  { seed, round, isOnly }: { readonly seed: string; readonly round: number; readonly isOnly: boolean },
): readonly RoundPlan[] {
  const place = ({ id }: TrialPlan): number => drawnFrom(seed, `order ${round} ${id}`);
  const planned = trials.map((trial) => ({
    plan: isOnly ? trial : { ...trial, round, id: roundId(trial, round) },
    phase: phaseOf(seed, trial.id, round),
    at: place(trial),
  }));
  if (!isOnly) planned.sort((one, other) => one.at - other.at);
  return planned.map(({ plan, phase }) => ({ plan, phase }));
}

/** What a trial of several rounds is called in one of them. */
export function roundId({ id }: Pick<TrialPlan, "id">, round: number): string {
  return `${id}-${round}`;
}
