import { recordingOf } from "./recording.ts";
import type { EvictOptions } from "./to-evict-within.ts";
import { serverTransitions } from "./transitions.ts";
import { withinBudget, type MatcherResult, type MatcherState } from "./verdict.ts";

/** Whether a server was back in rotation at most this long after the heal. */
export function toReadmitWithin(
  this: MatcherState,
  received: unknown,
  budgetMs: number,
  options: EvictOptions,
): MatcherResult {
  const recording = recordingOf(received);
  return withinBudget(this, recording, serverTransitions(recording, "readmission", options), budgetMs);
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: the server was back in rotation at most `budgetMs` after the heal. */
    toReadmitWithin(this: Matchers<T>, budgetMs: number, options: EvictOptions): void;
  }
}
