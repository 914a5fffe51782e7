import { instant } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { duringFault } from "./journeys.ts";
import type { Timing } from "./measured.ts";
import { afterFault, notSeen, seen } from "./observation.ts";

/**
 * From the fault until a probe was well for good: the first good operation after the last failed one before the heal. Several outages
 * count as one trouble here. Without an end where the last operation before the heal had failed; not seen where none failed.
 */
export function recovered(timeline: Timeline, probe: string): Timing {
  const observation = afterFault(timeline);
  const samples = duringFault(timeline, probe);
  const last = samples.findLastIndex(({ outcome }) => outcome !== "ok");
  const failed = samples[last];
  if (failed === undefined) return notSeen(observation, `probe ${probe} felt nothing`);
  const good = samples[last + 1];
  const count = samples.filter(({ outcome }) => outcome !== "ok").length;
  return seen(observation, instant(failed.scheduledAt, good?.scheduledAt ?? Infinity), {
    detail: `probe ${probe} failed ${count} of ${samples.length} times, last with ${failed.outcome}`,
  });
}
