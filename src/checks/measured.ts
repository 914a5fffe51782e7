import type { Instant } from "../timeline/clock.ts";
import type { DurationMs } from "../timeline/duration.ts";

/** It happened: `tookMs` after what it is counted from. */
export interface Seen {
  readonly kind: "seen";
  readonly tookMs: DurationMs;
  /** When it had happened, for drawing and for judging what disturbed it. */
  readonly at: Instant;
  /** Who did it, where that is part of the answer: the balancer that took over. */
  readonly by?: string;
  readonly detail: string;
}

/** It did not happen through `observedMs` of observation. */
export interface NotSeen {
  readonly kind: "not-seen";
  readonly observedMs: number;
  readonly detail: string;
}

/** A condition that is true of the recording, or is not; `detail` says what was seen. */
export interface Condition {
  readonly kind: "condition";
  readonly holds: boolean;
  readonly detail: string;
}

export type Timing = Seen | NotSeen;
export type Measured = Timing | Condition;
