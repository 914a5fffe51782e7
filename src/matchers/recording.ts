import { HarnessError } from "../errors.ts";
import { Timeline, nothing } from "../timeline/timeline.ts";
import type { TrialRecord, TrialResult } from "../verdict/trial-record.ts";

/** What a matcher looks at: a recording, with what is known of its trial where a whole trial was given. */
export interface Recording {
  readonly timeline: Timeline;
  readonly record: Partial<Pick<TrialRecord, "predictions" | "failingByDesign" | "error" | "stopped">>;
}

/**
 * What `expect(…)` was given: a timeline, or a trial. Throws BAD_INPUT for anything else, and NOTHING_TO_JUDGE where
 * nothing was broken: a matcher that is satisfied by an untouched system tests nothing.
 */
export function recordingOf(received: unknown): Recording {
  const recording = received instanceof Timeline ? { timeline: received, record: {} } : received;
  if (!isTrial(recording)) {
    throw new HarnessError("BAD_INPUT", "this matcher wants a timeline or a trial's result");
  }
  if (recording.record.error === undefined && recording.timeline.fault().plan.kind === "noop") {
    throw nothing("nothing was broken, so nothing is proved");
  }
  return recording;
}

function isTrial(value: unknown): value is Pick<TrialResult, "timeline"> & Recording {
  return (
    typeof value === "object" &&
    value !== null &&
    "timeline" in value &&
    value.timeline instanceof Timeline &&
    "record" in value &&
    typeof value.record === "object" &&
    value.record !== null
  );
}
