import { between, type Instant } from "./clock.ts";

/** All the values that a duration can have, given what is known of its ends. `maxMs` may be Infinity. */
export interface DurationMs {
  readonly minMs: number;
  readonly maxMs: number;
}

/** From a cause to its effect. An effect cannot precede its cause, so overlapping instants give no negative values. */
export function causedAfter(cause: Instant, effect: Instant): DurationMs {
  const { minMs, maxMs } = between(cause, effect);
  return { minMs: Math.max(0, minMs), maxMs: Math.max(0, maxMs) };
}

export function sumOf(durations: readonly DurationMs[]): DurationMs {
  return durations.reduce((sum, each) => ({ minMs: sum.minMs + each.minMs, maxMs: sum.maxMs + each.maxMs }), {
    minMs: 0,
    maxMs: 0,
  });
}

/** The longest of several durations, itself only known as an interval; nothing lasted 0 ms. */
export function longestOf(durations: readonly DurationMs[]): DurationMs {
  return durations.reduce(
    (longest, each) => ({
      minMs: Math.max(longest.minMs, each.minMs),
      maxMs: Math.max(longest.maxMs, each.maxMs),
    }),
    { minMs: 0, maxMs: 0 },
  );
}

/**
 * A duration with its uncertainty, as every figure of haproof is printed: "2.912 s ± 6 ms", "at least 14.200 s".
 * The uncertainty is rounded up, so that the printed interval always contains the measured one.
 */
export function formatDuration({ minMs, maxMs }: DurationMs): string {
  if (maxMs === Infinity) return `at least ${formatMs(minMs)}`;
  const middle = (minMs + maxMs) / 2;
  const spreadMs = (maxMs - minMs) / 2 + Math.abs(rounded(middle) - middle);
  const digit = spreadMs < 1 ? 0.1 : 1;
  return `${formatMs(middle)} ± ${Number((Math.ceil(spreadMs / digit - roundingError) * digit).toFixed(1))} ms`;
}

/** Milliseconds for a reader: "0.4 ms", "137 ms", "2.912 s". */
export function formatMs(ms: number): string {
  if (ms === Infinity) return "∞";
  if (Math.abs(ms) >= 1000) return `${(rounded(ms) / 1000).toFixed(3)} s`;
  return `${rounded(ms)} ms`;
}

/** 0.3 / 0.1 is a little less than 3 in binary floating point, and 0.1 × 3 a little more. */
const roundingError = 1e-6;

/** To what is printed: tenths of a millisecond below 100 ms, milliseconds above. */
function rounded(ms: number): number {
  return Math.abs(ms) < 100 ? Math.round(ms * 10) / 10 : Math.round(ms);
}
