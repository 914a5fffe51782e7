import { quantile } from "../timeline/quantile.ts";
import { rankSums } from "./rank-test.ts";

const confidence = 0.95;

/** By how much one sample lies above another, in the unit of the values; the bounds are absent where n allows none. */
export interface Shift {
  readonly by: number;
  readonly lower?: number;
  readonly upper?: number;
}

/**
 * How far `b` lies above `a`: the median of all differences (Hodges and Lehmann, "Estimates of Location Based on Rank Tests",
 * Annals of Mathematical Statistics 34 (1963), 598–611), with the 95 % interval that belongs to the rank-sum test: the k-th
 * smallest and the k-th largest difference (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, Wiley
 * 2014, section 4.3). Two that are both without end do not differ. Throws NOTHING_TO_JUDGE where a sample is empty.
 */
export function shiftOf(a: readonly number[], b: readonly number[]): Shift {
  const differences = b.flatMap((y) => a.map((x) => (x === y ? 0 : y - x))).sort((x, y) => x - y);
  const by = middleOf(differences);
  const k = outerRank(a.length, b.length);
  const [lower, upper] = [differences[k - 1], differences[differences.length - k]];
  return lower === undefined || upper === undefined ? { by } : { by, lower, upper };
}

/** The median, between the two in the middle where there are two. */
function middleOf(values: readonly number[]): number {
  const half = quantile(values, 0.5);
  const upper = values.length % 2 === 0 ? values[values.length / 2] : half;
  return upper === undefined || upper === half ? half : (half + upper) / 2;
}

/** The greatest k with P(U < k) ≤ 2.5 %, U being Mann and Whitney's; 0 where there is none. */
function outerRank(m: number, n: number): number {
  const tail = (1 - confidence) / 2;
  if (m + n > 60) return Math.floor((m * n) / 2 - 1.96 * Math.sqrt((m * n * (m + n + 1)) / 12));
  const sums = rankSums(
    Array.from({ length: m + n }, (_, index) => index + 1),
    m,
  );
  const total = sums.reduce((sum, count) => sum + count, 0);
  const lowest = (m * (m + 1)) / 2;
  let below = 0;
  for (let k = 0; ; k++) {
    below += (sums[lowest + k] ?? 0) / total;
    if (below > tail) return k;
  }
}
