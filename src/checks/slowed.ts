import { formatMs } from "../timeline/duration.ts";
import type { SampleEvent } from "../timeline/events.ts";
import { quantile } from "../timeline/quantile.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";

/** Fewer operations on either side say nothing of their 95th percentile. */
const enough = 10;

/**
 * Whether the good operations of one probe took longer, at their 95th percentile, while another probe's were under way than while none
 * was. How much longer is of this machine, and is told only. Throws NOTHING_TO_JUDGE where either side has too few.
 */
export function slowed(timeline: Timeline, { probe, by }: { probe: string; by: string }): Condition {
  const loads = timeline.samplesOf(by);
  const isLoaded = ({ sentAt, doneAt }: SampleEvent): boolean =>
    loads.some((load) => load.sentAt < doneAt && load.doneAt > sentAt);
  const good = timeline.samplesOf(probe).filter(({ outcome }) => outcome === "ok");
  const [beside, alone] = [good.filter(isLoaded), good.filter((sample) => !isLoaded(sample))].map((samples) =>
    samples.map(({ sentAt, doneAt }) => doneAt - sentAt),
  );
  if (beside === undefined || alone === undefined || beside.length < enough || alone.length < enough) {
    throw nothing(
      `probe ${probe} has ${beside?.length ?? 0} operations beside those of ${by} and ${alone?.length ?? 0} without, ${enough} of each are needed`,
    );
  }
  const [loadedMs, quietMs] = [quantile(beside, 0.95), quantile(alone, 0.95)];
  return {
    kind: "condition",
    holds: loadedMs > quietMs,
    detail: `p95 of ${probe} ${formatMs(loadedMs)} beside ${by} and ${formatMs(quietMs)} without: ${(loadedMs / quietMs).toFixed(1)} times (${beside.length} and ${alone.length} operations)`,
  };
}
