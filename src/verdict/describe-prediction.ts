import type { Prediction } from "../predict/prediction.ts";
import { formatMs } from "../timeline/duration.ts";

/** A predicted window for a reader: "2.602 s – 3.602 s", "0.602 s", "never", "from 13.000 s on". */
export function describeWindow({ outcome, window }: Pick<Prediction, "outcome" | "window">): string {
  const { earliestMs, latestMs } = window;
  if (outcome === "never" || earliestMs === Infinity) return "never";
  if (latestMs === Infinity) return `from ${formatMs(earliestMs)} on`;
  return earliestMs === latestMs ? formatMs(earliestMs) : `${formatMs(earliestMs)} – ${formatMs(latestMs)}`;
}
