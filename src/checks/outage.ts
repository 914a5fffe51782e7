import { instant } from "../timeline/clock.ts";
import { formatDuration } from "../timeline/duration.ts";
import { outagesOf, outagesWithin, type Outage, type Outages } from "../timeline/outage.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { samplesIn, resolveSpan, type Span } from "./span.ts";

/** The outages that a probe felt in a span (default: from the injection to the end), whole and not merged. */
export function outagesFelt(timeline: Timeline, probe: string, span?: Span): Outages {
  const { since, until } = resolveSpan(timeline, span);
  samplesIn(timeline, probe, { since, until });
  return outagesWithin(outagesOf(timeline.samplesOf(probe)), since, until);
}

/**
 * How long a probe's service was away: its longest outage, or all of them together.
 * Throws NOTHING_TO_JUDGE where the probe has no samples in the span.
 */
export function outage(
  timeline: Timeline,
  { probe, part = "longest", span }: { probe: string; part?: "longest" | "total"; span?: Span | undefined },
): Timing {
  const felt = outagesFelt(timeline, probe, span);
  const { since, until } = resolveSpan(timeline, span);
  const first = felt.outages[0];
  const last = felt.outages.at(-1);
  if (first === undefined || last === undefined) {
    return { kind: "not-seen", observedMs: until - since, detail: `probe ${probe} felt no outage` };
  }
  return {
    kind: "seen",
    tookMs: part === "longest" ? felt.longestMs : felt.totalMs,
    at: instant(first.firstFailedAt, last.firstGoodAt ?? last.lastFailedAt),
    detail: describeOutages(probe, felt.outages),
  };
}

/** "probe vip failed 582 times (timeout 582) in 1 outage: 2.910 s ± 5 ms". */
function describeOutages(probe: string, outages: readonly Outage[]): string {
  const failed = outages.reduce((sum, each) => sum + each.failed, 0);
  const outcomes = [...new Set(outages.flatMap((each) => Object.keys(each.outcomes)))];
  const lasted = outages.map((each) => formatDuration(each.lastedMs)).join(", ");
  const count = outages.length === 1 ? "1 outage" : `${outages.length} outages`;
  return `probe ${probe} failed ${failed} times (${outcomes.join(", ")}) in ${count}: ${lasted}`;
}
