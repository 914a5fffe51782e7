import { binomial } from "./order-statistics.ts";
import type { Kept, ShareClaim } from "./share.ts";

/** How much of the wager goes to "they all keep to it": half, so that clean trials decide nearly as soon as a plain 59. */
const allKeep = 0.5;

/**
 * Whether a claim about a share is decided after the trials so far, asked after every single one: stop when it is. Looking again and
 * again at a bound for a settled number of trials would be wrong far more often than it says. Here two wagers are kept, one against
 * "fewer keep to it" and one against "as many do"; each is a mixture of likelihood ratios, so a true opponent loses 1 / (1 −
 * confidence) at any time with the probability 1 − confidence at most (Ville's inequality). Robbins, "Statistical Methods Related to
 * the Law of the Iterated Logarithm", Annals of Mathematical Statistics 41 (1970), 1397–1409; Howard, Ramdas, McAuliffe and Sekhon,
 * "Time-uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of Statistics 49 (2021), 1055–1080.
 *
 * For 95 % at 95 %: 68 clean trials hold it; after one beyond the limit it takes 153 trials.
 */
export function decidedShare(kept: Kept, { share, confidence }: ShareClaim): "holds" | "refuted" | "open" {
  const enough = 1 / (1 - confidence);
  const [above, below] = wagers(kept, share);
  if (below >= enough) return "refuted";
  return above >= enough ? "holds" : "open";
}

/**
 * The share of all trials that keep to the limit, at least, however often one has looked: the largest share that `decidedShare` would
 * call held. Found by halving, from below, to 1e-6; 0 where no share is.
 */
export function shareAtLeastSoFar(kept: Kept, confidence: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (decidedShare(kept, { share: middle, confidence }) === "holds") low = middle;
    else high = middle;
  }
  return low;
}

/**
 * What each wager has come to. With b = P(B = within) for B binomial (n, share), the likelihood ratio mixed evenly over all shares
 * above is P(B' ≤ within) / ((n + 1) · b · (1 − share)) for B' binomial (n + 1, share), and over all below P(B' > within) / ((n + 1) ·
 * b · share): the incomplete beta function as a sum.
 */
function wagers({ within, beyond }: Kept, share: number): readonly [above: number, below: number] {
  const n = within + beyond;
  const b = binomial(n, share)[within] ?? 0;
  const next = binomial(n + 1, share);
  const upTo = sum(next.slice(0, within + 1));
  const beyondIt = sum(next.slice(within + 1));
  const clean = beyond === 0 ? share ** -n : 0;
  const even = upTo / ((n + 1) * b * (1 - share));
  return [
    allKeep * clean + (1 - allKeep) * (Number.isNaN(even) ? 0 : even),
    beyondIt / ((n + 1) * b * share),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
