import { instant, type At } from "../timeline/clock.ts";
import { formatMs } from "../timeline/duration.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { holdingsOf, type Holding } from "./holding.ts";
import type { Condition } from "./measured.ts";
import { resolveSpan, type ResolvedSpan, type Span } from "./span.ts";
import { dualHoldings } from "./split-brain.ts";

/** Whether exactly one host held the address at every instant of a span, as far as the instants are known. */
export function oneHolder(timeline: Timeline, address: string, span?: Span): Condition {
  const resolved = resolveSpan(timeline, span);
  const during = holdingsOf(timeline, address).filter((each) => overlaps(each, resolved));
  const dual = dualHoldings(timeline, address).filter((each) => overlaps(each, resolved));
  const unheldMs = longestGapMs(during, resolved);
  const hosts = [...new Set(during.map(({ host }) => host))];
  const twice = dual.map(({ hosts: pair }) => `${pair.join(" and ")} at once`);
  const never = unheldMs > 0 ? [`nobody for ${formatMs(unheldMs)}`] : [];
  return {
    kind: "condition",
    holds: dual.length === 0 && unheldMs <= 0,
    detail: `${address} was held by ${[hosts.join(", ") || "nobody", ...twice, ...never].join("; ")}`,
  };
}

/** How often the address was claimed in a span, and by whom in turn. */
export function moves(
  timeline: Timeline,
  address: string,
  { count, span }: { count: number; span?: Span | undefined },
): Condition {
  const { since, until } = resolveSpan(timeline, span);
  const claims = holdingsOf(timeline, address).filter(
    ({ from }) => from.notAfter >= since && from.notBefore <= until,
  );
  const path = claims.length === 0 ? "" : ` (${claims.map(({ host }) => host).join(" → ")})`;
  return {
    kind: "condition",
    holds: claims.length === count,
    detail: `${address} was claimed ${claims.length} times${path}; ${count} expected`,
  };
}

function overlaps({ from, until }: Pick<Holding, "from" | "until">, span: ResolvedSpan): boolean {
  return from.notBefore <= span.until && (until === undefined || until.notAfter >= span.since);
}

/** The longest time in the span for which certainly nobody held the address; negative where there is none. */
function longestGapMs(holdings: readonly Holding[], { since, until }: ResolvedSpan): number {
  let heldUntil: At = since;
  let longest = 0;
  for (const { from, until: end = instant(until) } of holdings) {
    longest = Math.max(longest, from.notBefore - heldUntil);
    heldUntil = Math.max(heldUntil, end.notAfter);
  }
  return Math.max(longest, until - heldUntil);
}
