import type { SampleEvent } from "../src/timeline/events.ts";
import { outagesOf } from "../src/timeline/outage.ts";
import { quantile } from "../src/timeline/quantile.ts";

/** What a tool that asks more seldom would have said of the same outage, over all phases that it could have had. */
export interface SlowerTool {
  readonly everyMs: number;
  /** Its figure, last good answer to next good one, at the luckiest, the middle and the unluckiest phase; NaN where it saw none. */
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
  /** Share of the phases at which it saw no failure at all, 0 to 1. */
  readonly missed: number;
}

/**
 * Resamples a fast probe's recording: of its operations every n-th, once from each phase. It is a kind image of the slower tool: a
 * fixed schedule and a deadline that a `ping` or a `curl` in a loop does not have, so their own figures are no better.
 */
export function asSeenEvery(
  samples: readonly SampleEvent[],
  { everyMs, sampledEveryMs }: { readonly everyMs: number; readonly sampledEveryMs: number },
): SlowerTool {
  const stride = Math.round(everyMs / sampledEveryMs);
  const ordered = [...samples].sort((a, b) => a.scheduledAt - b.scheduledAt);
  const figures = Array.from({ length: stride }, (_, phase) =>
    outagesOf(ordered.filter((_sample, k) => k % stride === phase)),
  );
  const seen = figures.filter(({ outages }) => outages.length > 0).map(({ totalMs }) => totalMs.maxMs);
  const of = (q: number): number => (seen.length === 0 ? NaN : quantile(seen, q));
  return {
    everyMs,
    minMs: of(0),
    medianMs: of(0.5),
    maxMs: of(1),
    missed: (stride - seen.length) / stride,
  };
}

export function slowerToolText({ everyMs, minMs, medianMs, maxMs, missed }: SlowerTool): string {
  const blind = missed === 0 ? "" : `, nothing at ${(missed * 100).toFixed(0)} % of its phases`;
  const figure = Number.isNaN(medianMs)
    ? "nothing"
    : `${medianMs.toFixed(0)} ms (${minMs.toFixed(0)} to ${maxMs.toFixed(0)})`;
  return `every ${everyMs} ms: ${figure}${blind}`;
}
