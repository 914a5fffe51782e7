import { instant } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { afterFault, canFollow, notSeen, seen } from "./observation.ts";

/**
 * From the fault until a probe's first failed operation came back: how soon an existing connection is told that
 * its server is gone. Counted to the instant of the failure, not to the schedule, because the wait is the point.
 */
export function notice(timeline: Timeline, probe: string): Timing {
  const observation = afterFault(timeline);
  const failed = timeline
    .samplesOf(probe)
    .filter((sample) => sample.outcome !== "ok" && canFollow(observation, instant(sample.doneAt)))
    .sort((a, b) => a.doneAt - b.doneAt)[0];
  if (failed === undefined) return notSeen(observation, `probe ${probe} was told nothing`);
  const why = failed.detail === undefined ? failed.outcome : `${failed.outcome}: ${failed.detail}`;
  return seen(observation, instant(failed.doneAt), { detail: `probe ${probe} was told: ${why}` });
}
