import type { Measured, Seen } from "../checks/measured.ts";
import type { DurationMs } from "../timeline/duration.ts";
import { quantile } from "../timeline/quantile.ts";
import { quantileRanks } from "./order-statistics.ts";

const confidence = 0.95;

/** A quantile of n durations that are themselves intervals, with its confidence interval where n allows a bound. */
export interface QuantileFigure {
  readonly valueMs: DurationMs;
  readonly lowerMs?: number;
  readonly upperMs?: number;
}

/** What was measured of one subject over n trials. */
export interface Figures {
  readonly seen: number;
  readonly notSeen: number;
  readonly minMs: DurationMs;
  readonly median: QuantileFigure;
  readonly p95: QuantileFigure;
  readonly maxMs: DurationMs;
}

/**
 * Median, 95th percentile and extremes of what was seen; undefined where nothing was. A quantile of intervals is the
 * interval from the quantile of the lower bounds to that of the upper bounds, since quantiles keep order.
 */
export function figuresOf(measured: readonly Measured[]): Figures | undefined {
  const seen = measured.filter((each): each is Seen => each.kind === "seen").map(({ tookMs }) => tookMs);
  if (seen.length === 0) return undefined;
  return {
    seen: seen.length,
    notSeen: measured.filter((each) => each.kind === "not-seen").length,
    minMs: quantileOf(seen, 0),
    median: quantileFigure(seen, 0.5),
    p95: quantileFigure(seen, 0.95),
    maxMs: quantileOf(seen, 1),
  };
}

function quantileOf(durations: readonly DurationMs[], q: number): DurationMs {
  return {
    minMs: quantile(
      durations.map(({ minMs }) => minMs),
      q,
    ),
    maxMs: quantile(
      durations.map(({ maxMs }) => maxMs),
      q,
    ),
  };
}

function quantileFigure(durations: readonly DurationMs[], q: number): QuantileFigure {
  const { lowerRank, upperRank } = quantileRanks(durations.length, q, confidence);
  const mins = durations.map(({ minMs }) => minMs).sort((a, b) => a - b);
  const maxs = durations.map(({ maxMs }) => maxMs).sort((a, b) => a - b);
  const lowerMs = lowerRank === undefined ? undefined : mins[lowerRank - 1];
  const upperMs = upperRank === undefined ? undefined : maxs[upperRank - 1];
  return {
    valueMs: quantileOf(durations, q),
    ...(lowerMs === undefined ? {} : { lowerMs }),
    ...(upperMs === undefined ? {} : { upperMs }),
  };
}
