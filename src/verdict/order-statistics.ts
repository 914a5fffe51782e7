/** Ranks (from 1) of the two order statistics that enclose a quantile; absent where n is too small to bound it. */
export interface RankInterval {
  readonly lowerRank?: number;
  readonly upperRank?: number;
}

/**
 * A distribution-free confidence interval for a quantile: the number of n values below the quantile q is binomial
 * (n, q), so X(l) lies above it with probability P(B < l), and X(u) below it with P(B ≥ u); each side gets half of
 * what the confidence leaves. H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition, Wiley 2003, section 7.1.
 */
export function quantileRanks(n: number, q: number, confidence: number): RankInterval {
  const tail = (1 - confidence) / 2;
  let below = 0;
  let lowerRank: number | undefined;
  let upperRank: number | undefined;
  for (const [count, probability] of binomial(n, q).entries()) {
    if (count > 0 && below <= tail) lowerRank = count;
    if (count > 0 && upperRank === undefined && 1 - below <= tail) upperRank = count;
    below += probability;
  }
  return {
    ...(lowerRank === undefined ? {} : { lowerRank }),
    ...(upperRank === undefined ? {} : { upperRank }),
  };
}

/** P(B = 0) … P(B = n) for B binomial (n, q), in logarithms so that large n do not underflow on the way. */
export function binomial(n: number, q: number): number[] {
  let logChoose = 0;
  return Array.from({ length: n + 1 }, (_, count) => {
    if (count > 0) logChoose += Math.log(n - count + 1) - Math.log(count);
    return Math.exp(logChoose + count * Math.log(q) + (n - count) * Math.log1p(-q));
  });
}
