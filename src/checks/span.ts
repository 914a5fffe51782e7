import { instant, type At, type Instant } from "../timeline/clock.ts";
import type { SampleEvent } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import { addressesOf } from "./holding.ts";
import { takeover } from "./takeover.ts";

/**
 * Landmarks of a trial between which a condition can be asked. takeover: the last address has moved. eviction and
 * readmission: the last balancer has acted. inject: the fault may have come; in-force: it certainly has. baseline-start is the start of the recording where it is not marked.
 */
type Landmark =
  | "baseline-start"
  | "baseline-end"
  | "inject"
  | "in-force"
  | "takeover"
  | "eviction"
  | "heal"
  | "readmission"
  | "end";

/** A stretch of a recording. Absent ends: from the injection, to the end. */
export interface Span {
  readonly since?: Landmark;
  readonly until?: Landmark;
}

export interface ResolvedSpan {
  readonly since: At;
  readonly until: At;
}

/**
 * The instants of a span, on the inner side of each landmark's uncertainty; but since the injection means from its
 * earliest instant on, because what happens while a fault takes hold is the fault's doing.
 * Throws NOTHING_TO_JUDGE where a landmark is not in the recording or nothing lies between the two.
 */
export function resolveSpan(
  timeline: Timeline,
  { since = "inject", until = "end" }: Span = {},
): ResolvedSpan {
  const start = landmark(timeline, since);
  const span = {
    since: since === "inject" ? start.notBefore : start.notAfter,
    until: landmark(timeline, until).notBefore,
  };
  if (span.since >= span.until) throw nothing(`nothing was recorded between ${since} and ${until}`);
  return span;
}

/** The samples of a probe that were scheduled in a span. Throws NOTHING_TO_JUDGE where there are none. */
export function samplesIn(
  timeline: Timeline,
  probe: string,
  { since, until }: ResolvedSpan,
): readonly SampleEvent[] {
  const samples = timeline
    .samplesOf(probe)
    .filter((sample) => sample.scheduledAt >= since && sample.scheduledAt <= until);
  if (samples.length === 0) throw nothing(`no sample of probe ${probe} lies in the span`);
  return samples;
}

function landmark(timeline: Timeline, name: Landmark): Instant {
  const at = find(timeline, name);
  if (at === undefined) throw nothing(`there is no ${name} in this recording`);
  return typeof at === "number" ? instant(at) : at;
}

function find(timeline: Timeline, name: Landmark): At | Instant | undefined {
  switch (name) {
    case "baseline-start":
      return timeline.mark("baseline-start")?.at ?? timeline.start();
    case "baseline-end":
      return timeline.mark("baseline-end")?.at ?? timeline.fault().at;
    case "inject":
      return timeline.fault().at;
    case "in-force":
      return timeline.fault().at.notAfter;
    case "heal":
      return timeline.healed()?.at;
    case "end":
      return timeline.end();
    case "takeover":
      return lastOf(takeovers(timeline));
    case "eviction":
      return lastOf(serverChanges(timeline, "DOWN", timeline.fault().at));
    case "readmission":
      return lastOf(serverChanges(timeline, "UP", timeline.healed()?.at));
  }
}

function takeovers(timeline: Timeline): Instant[] {
  const taken = addressesOf(timeline).map((address) => takeover(timeline, address));
  return taken.filter((each) => each.kind === "seen").map(({ at }) => at);
}

function serverChanges(timeline: Timeline, state: "UP" | "DOWN", since: Instant | undefined): Instant[] {
  if (since === undefined) return [];
  const changes = timeline.ofKind("server").filter((event) => event.state === state);
  return changes.map(({ at }) => at).filter((at) => at.notAfter >= since.notBefore);
}

function lastOf(instants: readonly Instant[]): Instant | undefined {
  return [...instants].sort((a, b) => a.notAfter - b.notAfter).at(-1);
}
