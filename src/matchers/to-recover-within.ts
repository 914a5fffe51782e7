import { outage } from "../checks/outage.ts";
import type { Span } from "../checks/span.ts";
import { nothing } from "../timeline/timeline.ts";
import { recordingOf } from "./recording.ts";
import { withinBudget, type MatcherResult, type MatcherState } from "./verdict.ts";

export interface RecoverOptions {
  readonly probe: string;
  /** The longest single outage (default) or all of them together. */
  readonly part?: "longest" | "total";
  readonly span?: Span;
}

/**
 * Whether a client's service was away for at most this long, from the last good operation to the next good one.
 * Throws NOTHING_TO_JUDGE where there was no outage: say `toStayUp` where that is meant.
 */
export function toRecoverWithin(
  this: MatcherState,
  received: unknown,
  budgetMs: number,
  options: RecoverOptions,
): MatcherResult {
  const recording = recordingOf(received);
  const measured = outage(recording.timeline, options);
  if (measured.kind === "not-seen") throw nothing(measured.detail);
  const { probe, part = "longest" } = options;
  const subject = `${part} outage of probe ${probe}`;
  return withinBudget(this, recording, [{ subject, measured, from: "inject", probe }], budgetMs);
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: the probe's service was away for at most `budgetMs`. */
    toRecoverWithin(this: Matchers<T>, budgetMs: number, options: RecoverOptions): void;
  }
}
