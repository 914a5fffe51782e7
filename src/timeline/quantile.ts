import { HarnessError } from "../errors.ts";

/** 0.07 × 100 is a little more than 7 in binary floating point, and must not become rank 8. */
const roundingError = 1e-9;

/**
 * The smallest value that at least a share `q` of the values do not exceed (nearest rank; type 1 in Hyndman and Fan,
 * "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), 361–365). It is always a value
 * that was measured, never one between two. Throws NOTHING_TO_JUDGE where there are no values.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(q * sorted.length - roundingError);
  const value = sorted[Math.max(0, rank - 1)];
  if (value === undefined) throw new HarnessError("NOTHING_TO_JUDGE", "no value to take a quantile of");
  return value;
}
