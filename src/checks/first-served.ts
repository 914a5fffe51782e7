import { instant } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { afterFault, notSeen, seen } from "./observation.ts";

/**
 * From the fault (a reload that adds a server) until that server first answered a probe, wherever the answer lies
 * before the end of the recording. Throws NOTHING_TO_JUDGE where no answer says who gave it.
 */
export function firstServed(timeline: Timeline, probe: string, servedBy: string): Timing {
  const { cause } = afterFault(timeline);
  const observation = { cause, until: timeline.end() };
  const first = timeline
    .samplesOf(probe)
    .filter(
      (sample) => sample.outcome === "ok" && sample.servedBy === servedBy && sample.doneAt >= cause.notBefore,
    )
    .sort((a, b) => a.doneAt - b.doneAt)[0];
  if (first === undefined) return notSeen(observation, `${servedBy} never answered probe ${probe}`);
  return seen(observation, instant(first.sentAt, first.doneAt), {
    by: servedBy,
    detail: `${servedBy} answered probe ${probe}`,
  });
}
