import { grouped } from "../timeline/grouped.ts";
import { HarnessError } from "../errors.ts";

/** Up to this many values the distribution is counted out; above it is normal to three digits, and counting takes seconds. */
const exactUpTo = 60;

/** What a rank test says of two samples. */
export interface RankTest {
  /** Two-sided: how often chance alone makes ranks differ at least so much. */
  readonly p: number;
  /** The smallest `p` that samples of these sizes and ties can give: above 0.05, no difference could ever be shown. */
  readonly smallestP: number;
}

/**
 * Whether two samples differ in location: the rank-sum test of Mann and Whitney ("On a Test of Whether one of Two Random
 * Variables is Stochastically Larger than the Other", Annals of Mathematical Statistics 18 (1947), 50–60), two-sided. Up to 60
 * values the distribution is exact, and with ties it is that of the midranks given the ties; above, it is normal with the
 * variance corrected for ties (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, Wiley 2014,
 * section 4.1). Infinity ranks above every number and ties with itself. Throws NOTHING_TO_JUDGE where a sample is empty.
 */
export function rankTest(a: readonly number[], b: readonly number[]): RankTest {
  if (a.length === 0 || b.length === 0)
    throw new HarnessError("NOTHING_TO_JUDGE", "a rank test needs a value on either side");
  const ranks = doubledRanks([...a, ...b]);
  const observed = ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0);
  return ranks.length <= exactUpTo
    ? exactTest(ranks, a.length, observed)
    : normalTest(ranks, a.length, observed);
}

/**
 * Of several tests, which are significant together: the step-down procedure of Holm ("A Simple Sequentially Rejective Multiple
 * Test Procedure", Scandinavian Journal of Statistics 6 (1979), 65–70). Returns adjusted values in the order given.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const adjusted = ps.map(() => 1);
  let worst = 0;
  [...ps.entries()]
    .sort(([, p], [, q]) => p - q)
    .forEach(([index, p], rank) => {
      worst = Math.max(worst, Math.min(1, p * (ps.length - rank)));
      adjusted[index] = worst;
    });
  return adjusted;
}

/** Twice the rank of each value, so that the midranks of ties are whole numbers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const sorted = [...values].sort((x, y) => (x === y ? 0 : x < y ? -1 : 1));
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

function exactTest(ranks: readonly number[], size: number, observed: number): RankTest {
  const sums = rankSums(ranks, size);
  const total = sums.reduce((sum, count) => sum + count, 0);
  const mean = (size * ranks.reduce((sum, rank) => sum + rank, 0)) / ranks.length;
  const far = sums.map((count, sum) => (count === 0 ? -1 : Math.abs(sum - mean)));
  const beyond = (distance: number): number =>
    sums.reduce((sum, count, at) => sum + ((far[at] ?? -1) >= distance - roundingError ? count : 0), 0) /
    total;
  return { p: beyond(Math.abs(observed - mean)), smallestP: beyond(Math.max(...far)) };
}

/** Ranks are whole numbers, their mean is a fraction of one. */
const roundingError = 1e-9;

/** In how many ways `size` of the ranks can be chosen for each sum: the index is the sum. */
export function rankSums(ranks: readonly number[], size: number): readonly number[] {
  const highest = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(highest + 1));
  ways[0]?.fill(1, 0, 1);
  for (const rank of ranks) {
    for (let chosen = size; chosen > 0; chosen--) {
      const [with_, without] = [ways[chosen], ways[chosen - 1]];
      if (with_ === undefined || without === undefined) continue;
      for (let sum = highest; sum >= rank; sum--) with_[sum] = (with_[sum] ?? 0) + (without[sum - rank] ?? 0);
    }
  }
  return [...(ways[size] ?? [])];
}

function normalTest(ranks: readonly number[], size: number, observed: number): RankTest {
  const n = ranks.length;
  const ties = [...grouped(ranks, String).values()].map(({ length }) => length ** 3 - length);
  const tied = ties.reduce((sum, each) => sum + each, 0) / (n * (n - 1));
  // Of doubled ranks: four times the variance, twice the correction for continuity.
  const variance = ((size * (n - size)) / 3) * (n + 1 - tied);
  if (variance <= 0) return { p: 1, smallestP: 1 };
  const distance = Math.max(0, Math.abs(observed - size * (n + 1)) - 1);
  return { p: bothTails(distance / Math.sqrt(variance)), smallestP: 0 };
}

/** P(|Z| ≥ z): Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; wrong by 1.5e-7 at most. */
function bothTails(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, series * Math.exp(-x * x));
}
