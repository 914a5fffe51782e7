import { between, instant } from "../timeline/clock.ts";
import type { WriteEvent } from "../timeline/events.ts";
import { formatDuration, type DurationMs } from "../timeline/duration.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition, Timing } from "./measured.ts";

/**
 * What became of a write. stable: acknowledged, and there exactly once. lost: acknowledged, and not there. duplicated: there
 * more than once, acknowledged or not. never-read: acknowledged, and nobody could tell whether it is there. indeterminate: never
 * acknowledged; it may be there or not, and both are right.
 */
export type WriteFate = "stable" | "lost" | "duplicated" | "never-read" | "indeterminate";

/** A write with its fate. `found`: how often it was there; absent where it was not read back. */
export interface WrittenOff {
  readonly write: WriteEvent;
  readonly fate: WriteFate;
  readonly found?: number;
}

/** The writes of one probe that were known of when their read-back began, each with its fate. */
export interface Ledger {
  readonly writes: readonly WrittenOff[];
  /**
   * The age, at the fault, of the oldest acknowledged write that was lost: how far back the data went (recovery point).
   * 0 where none was lost, or only such as were acknowledged after the fault.
   */
  readonly rpoMs: DurationMs;
}

/**
 * Reads a probe's ledger. After Jepsen's checker `set-full` (jepsen/src/jepsen/checker.clj): an element that was
 * acknowledged must be in the reads that begin after it was known. Writes that came later are not asked for.
 * Throws NOTHING_TO_JUDGE where nothing was read back, or nothing was acknowledged before.
 */
export function ledgerOf(timeline: Timeline, probe: string): Ledger {
  const read = timeline.ofKind("read-back").filter((event) => event.probe === probe);
  const [first] = read;
  if (first === undefined) throw nothing(`nothing that probe ${probe} wrote was read back`);
  const found = new Map(read.map((event) => [event.id, event.found]));
  const writes = timeline
    .ofKind("write")
    .filter((write) => write.probe === probe && write.at < first.at)
    .map((write) => fateOf(write, found.get(write.id)));
  if (!writes.some(({ write }) => write.effect === "acknowledged")) {
    throw nothing(`no write of probe ${probe} was acknowledged before the read-back`);
  }
  return { writes, rpoMs: recoveryPoint(timeline, writes) };
}

/**
 * Whether every acknowledged write is there after the heal, exactly once.
 * Throws NOTHING_TO_JUDGE where that cannot be told: an unread write is no proof that nothing was lost.
 */
export function ledger(timeline: Timeline, probe: string): Condition {
  const { writes, rpoMs } = ledgerOf(timeline, probe);
  const counts = countsOf(writes);
  const holds = counts.lost === 0 && counts.duplicated === 0;
  const unread = counts["never-read"];
  if (holds && unread > 0)
    throw nothing(`${unread} acknowledged writes of probe ${probe} were never read back`);
  return { kind: "condition", holds, detail: `probe ${probe}: ${describeLedger(writes, rpoMs)}` };
}

/** The recovery point in milliseconds; see `Ledger.rpoMs`. Throws NOTHING_TO_JUDGE as `ledger` does, and without a fault. */
export function rpo(timeline: Timeline, probe: string): Timing {
  const fault = timeline.fault();
  const { rpoMs } = ledgerOf(timeline, probe);
  const { detail } = ledger(timeline, probe);
  return { kind: "seen", tookMs: rpoMs, at: instant(fault.at.notBefore, fault.at.notAfter), detail };
}

export function countsOf(writes: readonly WrittenOff[]): Readonly<Record<WriteFate, number>> {
  const counts = { stable: 0, lost: 0, duplicated: 0, "never-read": 0, indeterminate: 0 };
  for (const { fate } of writes) counts[fate] += 1;
  return counts;
}

/** How many of the writes that nobody acknowledged are there all the same. */
export function tookEffect(writes: readonly WrittenOff[]): number {
  return writes.filter(({ fate, found }) => fate === "indeterminate" && found === 1).length;
}

function fateOf(write: WriteEvent, found: number | undefined): WrittenOff {
  if (found === undefined) {
    return { write, fate: write.effect === "acknowledged" ? "never-read" : "indeterminate" };
  }
  if (found > 1) return { write, fate: "duplicated", found };
  if (write.effect === "unknown") return { write, fate: "indeterminate", found };
  return { write, fate: found === 1 ? "stable" : "lost", found };
}

/** Without a fault nothing can be old at it. */
function recoveryPoint(timeline: Timeline, writes: readonly WrittenOff[]): DurationMs {
  const fault = timeline.injected();
  const oldest = writes
    .filter(({ fate }) => fate === "lost")
    .reduce((earliest, { write }) => Math.min(earliest, write.at), Infinity);
  if (fault === undefined || oldest === Infinity) return { minMs: 0, maxMs: 0 };
  const { minMs, maxMs } = between(instant(oldest), fault.at);
  return { minMs: Math.max(0, minMs), maxMs: Math.max(0, maxMs) };
}

/** "212 writes: 205 stable, 7 indeterminate (2 took effect); RPO 0 ms ± 0 ms". */
function describeLedger(writes: readonly WrittenOff[], rpoMs: DurationMs): string {
  const counts = countsOf(writes);
  const named = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(
      ([fate, count]) =>
        `${count} ${fate}${fate === "indeterminate" ? ` (${tookEffect(writes)} took effect)` : ""}`,
    );
  return `${writes.length} writes: ${named.join(", ")}; RPO ${formatDuration(rpoMs)}`;
}
