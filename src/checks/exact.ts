import { between, type Instant } from "../timeline/clock.ts";
import type { DurationMs } from "../timeline/duration.ts";

/**
 * When a transition had to come in this one run: what the wire showed its timer to start from, plus how long that timer runs.
 * Beside the window of the prediction, which holds for every phase, this has no phase in it any more.
 */
export interface Exact {
  readonly kind: "exact";
  /** What the timer ran from, in words: "the last accepted advertisement". */
  readonly since: string;
  readonly sinceAt: Instant;
  readonly waitMs: DurationMs;
  readonly exactAt: Instant;
  /** By whom the transition is dated here: the wire where it can be. */
  readonly measuredBy: string;
  readonly measuredAt: Instant;
  /** Measured minus exact, with the uncertainty of both; negative where it came early. */
  readonly residualMs: DurationMs;
}

/** What is missing to say it; nothing is guessed. */
export interface Inexact {
  readonly kind: "inexact";
  readonly why: string;
}

/** What a timer ran from, and for how long. */
export interface TimerStart {
  readonly since: string;
  readonly sinceAt: Instant;
  readonly waitMs: DurationMs;
}

export function exactFrom(
  { since, sinceAt, waitMs }: TimerStart,
  { by, at }: { readonly by: string; readonly at: Instant },
): Exact {
  const exactAt = {
    notBefore: sinceAt.notBefore + waitMs.minMs,
    notAfter: sinceAt.notAfter + waitMs.maxMs,
  };
  const residualMs = between(exactAt, at);
  return { kind: "exact", since, sinceAt, waitMs, exactAt, measuredBy: by, measuredAt: at, residualMs };
}

export function inexact(why: string): Inexact {
  return { kind: "inexact", why };
}

/** A duration that is known. */
export function exactly(ms: number): DurationMs {
  return { minMs: ms, maxMs: ms };
}
