import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { resolveSpan, samplesIn, type Span } from "./span.ts";

export interface ServedByAsked {
  readonly probe: string;
  /** Exactly these shall have answered. */
  readonly servers: readonly string[];
  /** How far each share may lie from an equal one: 0.1 is ten points. Absent: any share. */
  readonly tolerance?: number | undefined;
  readonly span?: Span | undefined;
}

/**
 * How many good answers each server gave in a span.
 * Throws NOTHING_TO_JUDGE where no good answer says who gave it.
 */
export function answersByServer(timeline: Timeline, probe: string, span?: Span): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { outcome, servedBy } of samplesIn(timeline, probe, resolveSpan(timeline, span))) {
    if (outcome === "ok" && servedBy !== undefined) counts.set(servedBy, (counts.get(servedBy) ?? 0) + 1);
  }
  if (counts.size === 0) throw nothing(`no answer to probe ${probe} says which server gave it`);
  return counts;
}

/** Whether exactly the named servers answered, each with its share of the answers. */
export function servedBy(
  timeline: Timeline,
  { probe, servers, tolerance = 1, span }: ServedByAsked,
): Condition {
  const counts = answersByServer(timeline, probe, span);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const shareOf = (server: string): number => (counts.get(server) ?? 0) / total;
  const fair = servers.every((server) => Math.abs(shareOf(server) - 1 / servers.length) <= tolerance);
  const all = servers.every((server) => counts.has(server));
  const only = [...counts.keys()].every((server) => servers.includes(server));
  const shares = [...counts].sort(([a], [b]) => a.localeCompare(b));
  const shown = shares.map(
    ([server, count]) => `${server} ${count} (${((100 * count) / total).toFixed(1)} %)`,
  );
  return {
    kind: "condition",
    holds: all && only && fair,
    detail: `probe ${probe}, ${total} answers: ${shown.join(", ")}`,
  };
}
