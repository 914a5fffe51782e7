/** What a reader of any report has to know; docs/verdicts.md says it at length. */
export const howToRead: readonly string[] = [
  "Behaviour: does the measured interval lie in the window that the configuration in force predicts? Wholly inside passes, wholly outside fails, straddling a bound is inconclusive.",
  "Promise: does what the document says hold? Asked only where behaviour passed. HOLDS, HOLDS WITH TUNING, REFUTED, GAP (the document is silent or the set-up cannot see the fault), UNDECIDED, MODELLED (a stand-in of haproof's decided it), NOT APPLICABLE. The worst fault kind counts; each is shown.",
  "Budget: did it keep what you asked for? Budgets are never widened for noise.",
  "Every duration is an interval, printed as its middle ± half its width. An outage lasted at least from the first failed to the last failed operation, and at most from the last good one before to the first good one after.",
  "Inconclusive means that the instrument or the machine was not good enough, or the fault not proved to be in force. Nothing is retried until green; attempts found unfit before their fault was injected are listed.",
  "Median, p95 and max are over all trials of the row; the 95 % confidence interval is distribution-free (order statistics) and absent where there were too few trials for one.",
];
