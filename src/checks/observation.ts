import { between, type At, type Instant } from "../timeline/clock.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import { causedAfter } from "../timeline/duration.ts";
import type { NotSeen, Seen } from "./measured.ts";

/** A stretch in which a consequence can be attributed to its cause: until the heal, or to the end. */
export interface Observation {
  readonly cause: Instant;
  readonly until: At;
}

/** What follows the fault and precedes its heal. Throws NOTHING_TO_JUDGE without a fault. */
export function afterFault(timeline: Timeline): Observation {
  const cause = timeline.fault().at;
  const healedAt = timeline.healed()?.at.notBefore ?? Infinity;
  return { cause, until: Math.min(healedAt, timeline.end()) };
}

/** What follows the heal. Throws NOTHING_TO_JUDGE where the fault was never healed. */
export function afterHeal(timeline: Timeline): Observation {
  const cause = timeline.healed()?.at;
  if (cause === undefined) throw nothing("the fault was never healed");
  return { cause, until: timeline.end() };
}

/** Whether something that happened at `at` can be a consequence in this observation. */
export function canFollow({ cause, until }: Observation, at: Instant): boolean {
  return at.notAfter >= cause.notBefore && at.notBefore <= until;
}

export function seen(observation: Observation, at: Instant, rest: { by?: string; detail: string }): Seen {
  return { kind: "seen", tookMs: causedAfter(observation.cause, at), at, ...rest };
}

/** Not seen: the observation is counted from the latest instant that the cause can have had. */
export function notSeen({ cause, until }: Observation, detail: string): NotSeen {
  const { minMs } = between(cause, { notBefore: until, notAfter: until });
  return { kind: "not-seen", observedMs: Math.max(0, minMs), detail };
}
