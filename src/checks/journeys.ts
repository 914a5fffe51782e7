import { formatDuration, type DurationMs } from "../timeline/duration.ts";
import type { SampleEvent } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { resolveSpan, samplesIn } from "./span.ts";

/**
 * What a fault did to one thing that users do. untouched: every operation succeeded. lost: none succeeded in the second half of the
 * fault's time. degraded: what lies between, be it that it came back while the fault lasted, or that it failed now and then.
 */
export type Effect = "untouched" | "degraded" | "lost";

/** One column of the matrix in one row: a journey, by the probe that makes it, and what the document says of it. */
export interface JourneyAsked {
  readonly journey: string;
  readonly probe: string;
  /** The effects that the document allows; absent where it is silent. */
  readonly documented?: readonly Effect[];
}

export interface JourneyFelt extends JourneyAsked {
  readonly effect: Effect;
  readonly samples: number;
  readonly failed: number;
  /** From the first failed operation to the first good one after the last failed one; without end where that did not come before the heal. */
  readonly lasted?: DurationMs;
}

/** The role that was hurt, as the document's table names it, and what users do. */
export interface JourneysAsked {
  readonly role: string;
  readonly journeys: readonly JourneyAsked[];
}

/** Fewer operations in the second half of the fault's time prove nothing. */
const enough = 3;

/** A probe's operations from the fault on that began before the heal, in their order. Throws NOTHING_TO_JUDGE where there are none. */
export function duringFault(timeline: Timeline, probe: string): readonly SampleEvent[] {
  const span = resolveSpan(timeline, { until: "heal" });
  const samples = samplesIn(timeline, probe, span).filter(({ scheduledAt }) => scheduledAt < span.until);
  return [...samples].sort((a, b) => a.scheduledAt - b.scheduledAt);
}

/** What the fault did to each journey, in the order asked. Throws NOTHING_TO_JUDGE where a probe has too few samples. */
export function journeysFelt(timeline: Timeline, journeys: readonly JourneyAsked[]): readonly JourneyFelt[] {
  const span = resolveSpan(timeline, { until: "heal" });
  const halfAt = (timeline.fault().at.notAfter + span.until) / 2;
  return journeys.map((asked) => {
    const samples = duringFault(timeline, asked.probe);
    const late = samples.filter(({ scheduledAt }) => scheduledAt >= halfAt);
    if (late.length < enough)
      throw nothing(`probe ${asked.probe} has ${late.length} samples in the second half of the fault's time`);
    const failed = samples.filter(isFailed);
    const lasted = lastedOf(samples);
    return {
      ...asked,
      effect: failed.length === 0 ? "untouched" : late.every(isFailed) ? "lost" : "degraded",
      samples: samples.length,
      failed: failed.length,
      ...(lasted === undefined ? {} : { lasted }),
    };
  });
}

/** Whether a journey was touched as the document says; undefined where it says nothing. */
export function agrees({ effect, documented }: JourneyFelt): boolean | undefined {
  return documented?.includes(effect);
}

/** Whether a fault touched what the document says that it touches, and nothing else. */
export function journeys(timeline: Timeline, { journeys: asked }: JourneysAsked): Condition {
  const felt = journeysFelt(timeline, asked);
  const described = felt.map((each) => {
    const against = agrees(each) === false ? `, documented ${each.documented?.join(" or ") ?? ""}` : "";
    return `${each.journey} ${describeFelt(each)}${against}`;
  });
  return {
    kind: "condition",
    holds: felt.every((each) => agrees(each) !== false),
    detail: described.join("; "),
  };
}

/** "untouched", "degraded for 2.912 s ± 6 ms", "lost for at least 7.500 s". */
export function describeFelt({ effect, lasted }: Pick<JourneyFelt, "effect" | "lasted">): string {
  return lasted === undefined ? effect : `${effect} for ${formatDuration(lasted)}`;
}

function lastedOf(ordered: readonly SampleEvent[]): DurationMs | undefined {
  const first = ordered.findIndex(isFailed);
  const last = ordered.findLastIndex(isFailed);
  const [from, to] = [ordered[first], ordered[last]];
  if (from === undefined || to === undefined) return undefined;
  // Where the fault's first operation failed, nothing of it was good: it began with that operation at the earliest.
  const before = ordered[first - 1] ?? from;
  const after = ordered[last + 1];
  return {
    minMs: to.scheduledAt - from.scheduledAt,
    maxMs: after === undefined ? Infinity : after.scheduledAt - before.scheduledAt,
  };
}

function isFailed({ outcome }: SampleEvent): boolean {
  return outcome !== "ok";
}
