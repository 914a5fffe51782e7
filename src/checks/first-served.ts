import { instant } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { afterFault, afterHeal, notSeen, seen } from "./observation.ts";

interface FirstServedAsked {
  readonly probe: string;
  readonly servedBy: string;
  /** What it is counted from; absent: the fault. */
  readonly from?: "inject" | "heal";
}

/**
 * From the fault (a reload that adds a server), or its heal, until that server first answered a probe, wherever the answer lies
 * before the end of the recording. Throws NOTHING_TO_JUDGE where there is nothing to count from.
 */
export function firstServed(timeline: Timeline, { probe, servedBy, from }: FirstServedAsked): Timing {
  const { cause } = from === "heal" ? afterHeal(timeline) : afterFault(timeline);
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
