import { agrees, evictionSeen, takeoverSeen, type Comparison } from "../checks/agreement.ts";
import { formatDuration } from "../timeline/duration.ts";
import { between } from "../timeline/clock.ts";
import { nothing } from "../timeline/timeline.ts";
import type { TrialResult } from "../verdict/trial-record.ts";
import { recordingOf } from "./recording.ts";
import { holding, type MatcherResult, type MatcherState } from "./verdict.ts";

/**
 * Whether the client's probe, the capture and the observers of the balancers date the same things alike, each within its own
 * uncertainty. Throws NOTHING_TO_JUDGE where no two of them saw the same thing.
 */
export function toAgree(
  this: MatcherState,
  received: Pick<TrialResult, "record" | "timeline">,
  { probe }: { probe: string },
): MatcherResult {
  const recording = recordingOf(received);
  const { timeline } = recording;
  const { claimants = [], servers = [] } = received.record.wire ?? {};
  const comparisons = [
    ...claimants.flatMap((claimant) => takeoverSeen(timeline, claimant.address, { claimant, probe })),
    ...servers.flatMap((server) => evictionSeen(timeline, server)),
  ];
  if (comparisons.length === 0) throw nothing("no two instruments saw the same thing");
  const apart = comparisons.filter((comparison) => !agrees(comparison));
  return holding(this, recording, {
    kind: "condition",
    holds: apart.length === 0,
    detail: (apart.length === 0 ? comparisons : apart).map(sentence).join("; "),
  });
}

/** "lb2 took 10.9.0.100: keepalived on lb2 dates it 0.4 ms ± 1 ms after the addresses of lb2". */
function sentence({ what, one, other }: Comparison): string {
  return `${what}: ${other.by} dates it ${formatDuration(between(one.at, other.at))} after ${one.by}`;
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a trial: this probe, the capture and the balancers' observers date what they saw alike, each within its uncertainty. */
    toAgree(this: Matchers<T>, by: { probe: string }): void;
  }
}
