import { recordingOf } from "./recording.ts";
import { takeovers } from "./transitions.ts";
import { withinBudget, type MatcherResult, type MatcherState } from "./verdict.ts";

export interface MoveVipOptions {
  /** Absent: every address of the recording. */
  readonly address?: string;
}

/** Whether another balancer held the address at most this long after the fault. */
export function toMoveVipWithin(
  this: MatcherState,
  received: unknown,
  budgetMs: number,
  options: MoveVipOptions = {},
): MatcherResult {
  const recording = recordingOf(received);
  return withinBudget(this, recording, takeovers(recording, options), budgetMs);
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: another balancer held the address at most `budgetMs` after the fault. */
    toMoveVipWithin(this: Matchers<T>, budgetMs: number, options?: MoveVipOptions): void;
  }
}
