import { stayUp } from "../checks/stay-up.ts";
import type { Span } from "../checks/span.ts";
import { recordingOf } from "./recording.ts";
import { holding, type MatcherResult, type MatcherState } from "./verdict.ts";

export interface StayUpOptions {
  readonly probe: string;
  /** Default: from the injection to the end. */
  readonly span?: Span;
  /** Fewer samples than these prove nothing. */
  readonly minSamples?: number;
}

/** Whether a probe had no outage at all although something was broken. */
export function toStayUp(this: MatcherState, received: unknown, options: StayUpOptions): MatcherResult {
  const recording = recordingOf(received);
  return holding(this, recording, stayUp(recording.timeline, options));
}

declare module "vitest" {
  interface Matchers<T> {
    /** Of a timeline or a trial: no operation of the probe failed in the span. */
    toStayUp(this: Matchers<T>, options: StayUpOptions): void;
  }
}
