import { recordingOf } from "./recording.ts";
import { serverTransitions } from "./transitions.ts";
import { withinBudget, type MatcherResult, type MatcherState } from "./verdict.ts";

export interface EvictOptions {
  /** "backend/server". */
  readonly server: string;
  /** Absent: every balancer that knows the server. */
  readonly balancer?: string;
}

/** Whether a server was out of rotation at most this long after the fault. */
export function toEvictWithin(
  this: MatcherState,
  received: unknown,
  budgetMs: number,
  options: EvictOptions,
): MatcherResult {
  const recording = recordingOf(received);
  return withinBudget(this, recording, serverTransitions(recording, "eviction", options), budgetMs);
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: the server was out of rotation at most `budgetMs` after the fault. */
    toEvictWithin(this: Matchers<T>, budgetMs: number, options: EvictOptions): void;
  }
}
