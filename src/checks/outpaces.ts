import { formatDuration, type DurationMs } from "../timeline/duration.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { recovered } from "./recovered.ts";

export interface OutpacesAsked {
  readonly probe: string;
  /** The probe of the slower way. */
  readonly than: string;
  /** How many times as fast the first has to be. */
  readonly times: number;
}

/**
 * Whether one probe was well again so many times sooner after the same fault than another, whatever of both intervals is true. One that
 * felt nothing was well at once. Throws NOTHING_TO_JUDGE where a probe has no samples.
 */
export function outpaces(timeline: Timeline, { probe, than, times }: OutpacesAsked): Condition {
  const [first, second] = [probe, than].map((name) => tookMs(timeline, name));
  const [fast, slow] = [first ?? none, second ?? none];
  return {
    kind: "condition",
    holds: slow.minMs > 0 && fast.maxMs * times <= slow.minMs,
    detail: `${probe} was well after ${formatDuration(fast)}, ${than} after ${formatDuration(slow)}`,
  };
}

const none: DurationMs = { minMs: 0, maxMs: 0 };

function tookMs(timeline: Timeline, probe: string): DurationMs {
  const found = recovered(timeline, probe);
  return found.kind === "seen" ? found.tookMs : none;
}
