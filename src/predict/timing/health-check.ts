import type { At } from "../../timeline/clock.ts";
import type { Window } from "../prediction.ts";
import { isAtLeast } from "./release.ts";
import { atOnce, inSequence, repeated, windowOf } from "./window.ts";

/** The settings of one server's health check that time depends on. An undefined timeout is not set. */
export interface CheckTiming {
  readonly interMs: number;
  readonly fastinterMs?: number | undefined;
  readonly downinterMs?: number | undefined;
  readonly fall: number;
  readonly rise: number;
  readonly timeoutCheckMs?: number | undefined;
  readonly timeoutConnectMs?: number | undefined;
  /** `spread-checks`: each interval is this much shorter or longer, at random. */
  readonly spreadPercent?: number | undefined;
}

/**
 * How a check fails. refused: the host answers with a reset. status: the service answers, with an error. dropped: packets
 * vanish. vanished: packets and ARP vanish. frozen: the kernel accepts, nobody answers. slow: the answer is too late.
 */
export type CheckFailure = "refused" | "status" | "dropped" | "vanished" | "frozen" | "slow";

/** Linux gives up resolving a silent neighbour after three ARP requests, a second apart: EHOSTUNREACH. */
const arpGivesUpMs = 3000;

/**
 * How long one failing check lasts. Without `timeout check` the whole check has `inter` (not fastinter, not downinter).
 * With it the connection has the smaller of `inter` and `timeout connect`, and the answer has `timeout check`. Before 3.3
 * the shorter one is written but the task is not queued again, so that it fires late, when another timer passes by.
 * Source: HAProxy src/tcpcheck.c `tcpcheck_eval_connect`, src/check.c `process_chk_conn`; upstream fix 7c788f098.
 */
export function failingCheck(check: CheckTiming, failure: CheckFailure, haproxy: string): Window {
  const { interMs, timeoutCheckMs, timeoutConnectMs = Infinity } = check;
  const connectMs = timeoutCheckMs === undefined ? interMs : Math.min(interMs, timeoutConnectMs);
  switch (failure) {
    case "refused":
    case "status":
      return atOnce;
    case "dropped":
      return windowOf(connectMs);
    case "vanished":
      return windowOf(Math.min(connectMs, arpGivesUpMs), connectMs);
    case "frozen":
    case "slow":
      if (timeoutCheckMs === undefined) return windowOf(interMs);
      return windowOf(
        timeoutCheckMs,
        isAtLeast(haproxy, "3.3") ? timeoutCheckMs : Math.max(timeoutCheckMs, connectMs),
      );
  }
}

/**
 * From the fault until the server is DOWN: the rest of the running interval, then `fall` failing checks. The next check
 * is scheduled from the END of the one before, so that long checks add up.
 * Source: HAProxy src/check.c `process_chk_conn`, `set_server_check_status`, src/server.c `srv_getinter`.
 */
export function eviction(check: CheckTiming, failing: Window): Window {
  const between = repeated(check.fall - 1, spread(check, check.fastinterMs ?? check.interMs));
  const firstWait = windowOf(0, spread(check, check.interMs).latestMs);
  return inSequence(firstWait, between, repeated(check.fall, failing));
}

/**
 * From the cure until the server is UP: the check under way may have to fail first, then one interval of the DOWN state,
 * then `rise` passing checks. Source: as for `eviction`.
 */
export function readmission(check: CheckTiming, failing: Window): Window {
  const between = repeated(check.rise - 1, spread(check, check.fastinterMs ?? check.interMs));
  const firstWait = windowOf(
    0,
    spread(check, check.downinterMs ?? check.interMs).latestMs + failing.latestMs,
  );
  return inSequence(firstWait, between);
}

/**
 * The interval of a check that is about to run for the first time: a server starts one failure away from DOWN, which is full health
 * only where `fall` is 1. Source: HAProxy src/server.c `srv_getinter`.
 */
export function bootIntervalMs({ interMs, fastinterMs, fall }: CheckTiming): number {
  return fall === 1 ? interMs : (fastinterMs ?? interMs);
}

/** Where a server stands among all the checks of a HAProxy process, agents' included: the number `index` of `count`, from 0. */
export interface CheckSlot {
  readonly index: number;
  readonly count: number;
  /** The smallest boot interval of 1 s or more among all servers of the process. */
  readonly smallestBootMs: number;
  /** `max-spread-checks`. */
  readonly maxSpreadMs?: number | undefined;
}

/**
 * From the start or reload of HAProxy until a server that is dead already is DOWN: it starts UP with just enough health
 * for the first failing check to be fatal, and that check waits for its slot. From 2.8 on `spread-checks` moves the slot too.
 * Source: HAProxy src/check.c `start_checks`, `start_check_task`.
 */
export function evictionAfterStart(
  check: CheckTiming,
  failing: Window,
  slot: CheckSlot,
  haproxy: string,
): Window {
  const bootMs = bootIntervalMs(check);
  const { spreadPercent = 0 } = check;
  const byMs = isAtLeast(haproxy, "2.8") ? (bootMs * spreadPercent) / 100 : 0;
  const waitMs = (movedMs: number): number => {
    const overMs = Math.max(slot.smallestBootMs, bootMs) + movedMs;
    return (Math.min(overMs, slot.maxSpreadMs ?? Infinity) * slot.index) / slot.count;
  };
  return inSequence(windowOf(waitMs(-byMs), waitMs(byMs)), failing);
}

/** The instant of DOWN in one run, given the end of the last check that passed. Exact where `failing` is a single value. */
export function downAfterGoodCheck(lastGoodEndAt: At, check: CheckTiming, failing: Window): Window {
  const rest = repeated(check.fall - 1, spread(check, check.fastinterMs ?? check.interMs));
  return inSequence(
    windowOf(lastGoodEndAt),
    spread(check, check.interMs),
    rest,
    repeated(check.fall, failing),
  );
}

/** The instant of UP in one run, given the end of the last check that failed. */
export function upAfterBadCheck(lastBadEndAt: At, check: CheckTiming): Window {
  const rest = repeated(check.rise - 1, spread(check, check.fastinterMs ?? check.interMs));
  return inSequence(windowOf(lastBadEndAt), spread(check, check.downinterMs ?? check.interMs), rest);
}

/** The instant of UP in one run, given the end of the first check that passed. */
export function upAfterGoodCheck(firstGoodEndAt: At, check: CheckTiming): Window {
  const between = repeated(check.rise - 1, spread(check, check.fastinterMs ?? check.interMs));
  return inSequence(windowOf(firstGoodEndAt), between);
}

function spread({ spreadPercent = 0 }: CheckTiming, intervalMs: number): Window {
  const byMs = (intervalMs * spreadPercent) / 100;
  return windowOf(intervalMs - byMs, intervalMs + byMs);
}
