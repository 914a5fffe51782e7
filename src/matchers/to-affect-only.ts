import { affectsOnly, blastRadius, type BlastRadius } from "../checks/blast-radius.ts";
import { nothing } from "../timeline/timeline.ts";
import { recordingOf } from "./recording.ts";
import { holding, type MatcherResult, type MatcherState } from "./verdict.ts";

/**
 * Whether a fault touched nothing but what is named.
 * Throws NOTHING_TO_JUDGE where it touched nothing at all, although something is named.
 */
export function toAffectOnly(
  this: MatcherState,
  received: unknown,
  allowed: Partial<BlastRadius>,
): MatcherResult {
  const recording = recordingOf(received);
  const ignoring = recording.record.failingByDesign ?? [];
  const { probes, servers, vips } = blastRadius(recording.timeline, ignoring);
  const named = [allowed.probes, allowed.servers, allowed.vips].some((each) => (each ?? []).length > 0);
  if (named && probes.length + servers.length + vips.length === 0) {
    throw nothing("the fault touched nothing of what is named, nor anything else");
  }
  return holding(this, recording, affectsOnly(recording.timeline, allowed, ignoring));
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: only these probes failed, servers left rotation and addresses moved. */
    toAffectOnly(this: Matchers<T>, allowed: Partial<BlastRadius>): void;
  }
}
