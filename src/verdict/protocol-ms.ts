import type { Prediction } from "../predict/prediction.ts";
import type { TrialRecord } from "./trial-record.ts";

/**
 * How long the protocols' own timers had to run, in milliseconds: for each trial the latest end of what was predicted after the
 * fault and after its heal. No harness could be faster, but for running trials side by side.
 */
export function protocolMs(trials: readonly TrialRecord[]): number {
  return trials.reduce(
    (sum, { predictions }) => sum + longest(predictions, "inject") + longest(predictions, "heal"),
    0,
  );
}

function longest(predictions: readonly Prediction[], from: Prediction["from"]): number {
  const ends = predictions
    .filter((prediction) => prediction.from === from && prediction.outcome === "within")
    .map(({ window }) => window.latestMs)
    .filter(Number.isFinite);
  return Math.max(0, ...ends);
}
