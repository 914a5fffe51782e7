import { binomial } from "./order-statistics.ts";

/** How many trials kept to a limit, and how many did not. */
export interface Kept {
  readonly within: number;
  readonly beyond: number;
}

/** "At least 95 % of takeovers within the limit, at 95 % confidence": both as shares of one. */
export interface ShareClaim {
  readonly share: number;
  readonly confidence: number;
}

/**
 * The share of all trials that keep to the limit, at least, with this confidence, after a number of trials that was settled
 * beforehand: the one-sided bound of Clopper and Pearson ("The Use of Confidence or Fiducial Limits Illustrated in the Case of the
 * Binomial", Biometrika 26 (1934), 404–413). Where all kept to it, it is that of order statistics (Wilks, "Determination of Sample
 * Sizes for Setting Tolerance Limits", Annals of Mathematical Statistics 12 (1941), 91–96): 59 clean trials give 95 % at 95 %.
 * Found by halving, from below, to 1e-12; 0 where none kept to it.
 */
export function shareAtLeast({ within, beyond }: Kept, confidence: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    const chance = atLeast(within, within + beyond, middle);
    if (chance <= 1 - confidence) low = middle;
    else high = middle;
  }
  return within === 0 ? 0 : low;
}

/** How many trials a claim needs, settled beforehand, if so many of them may be beyond the limit: 59, 93, 124 for 95 % at 95 %. */
export function trialsNeeded({ share, confidence }: ShareClaim, beyond = 0): number {
  let n = beyond + 1;
  while (atLeast(n - beyond, n, share) > 1 - confidence) n += 1;
  return n;
}

/** P(B ≥ count) for B binomial (n, q). */
function atLeast(count: number, n: number, q: number): number {
  if (q === 0) return count === 0 ? 1 : 0;
  return binomial(n, q)
    .slice(count)
    .reduce((sum, probability) => sum + probability, 0);
}
