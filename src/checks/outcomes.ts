import type { Outcome } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { resolveSpan, samplesIn, type Span } from "./span.ts";

export interface OutcomesAsked {
  readonly probe: string;
  readonly allowed: readonly Outcome[];
  readonly span?: Span | undefined;
  /** Fewer samples than these prove nothing. */
  readonly minSamples?: number | undefined;
}

/**
 * Whether every operation of a probe in a span ended in one of the allowed ways.
 * Throws NOTHING_TO_JUDGE where there are fewer samples than asked for.
 */
export function outcomes(
  timeline: Timeline,
  { probe, allowed, span, minSamples = 1 }: OutcomesAsked,
): Condition {
  const samples = samplesIn(timeline, probe, resolveSpan(timeline, span));
  if (samples.length < minSamples) {
    throw nothing(`probe ${probe} has ${samples.length} samples in the span, ${minSamples} are asked for`);
  }
  const counts = new Map<Outcome, number>();
  for (const { outcome } of samples) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const seen = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  return {
    kind: "condition",
    holds: [...counts.keys()].every((outcome) => allowed.includes(outcome)),
    detail: `probe ${probe}, ${samples.length} samples: ${seen}`,
  };
}
