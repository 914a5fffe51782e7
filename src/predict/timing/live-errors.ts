import type { Window } from "../prediction.ts";
import type { CheckFailure } from "./health-check.ts";
import { windowOf } from "./window.ts";

/** `observe`, `error-limit` and `on-error`: what live traffic may do to a server that is checked as well. */
export interface Observation {
  readonly layer: "layer4" | "layer7";
  /** So many errors in a row, without a success or a passing check between, count once. */
  readonly errorLimit: number;
  readonly onError: "fastinter" | "fail-check" | "sudden-death" | "mark-down";
}

/** Linux reports a host that answers no ARP after three requests, a second apart. */
const arpGivesUpMs = 3000;

/**
 * How long a connection to a broken server lasts, at least, until it counts as an error; undefined where it never does: layer 4
 * knows only connections that fail, and a kernel goes on accepting for a service that hangs.
 * Source: HAProxy src/check.c `analyze_statuses`, `__health_adjust`; src/backend.c `back_handle_st_con`.
 */
export function liveErrorMs(
  { layer }: Observation,
  failure: CheckFailure,
  timeouts: { readonly connectMs?: number | undefined; readonly serverMs?: number | undefined },
): number | undefined {
  switch (failure) {
    case "refused":
      return 0;
    case "dropped":
      return timeouts.connectMs;
    case "vanished":
      return Math.min(timeouts.connectMs ?? Infinity, arpGivesUpMs);
    case "status":
      return layer === "layer7" ? 0 : undefined;
    case "frozen":
    case "slow":
      return layer === "layer7" ? timeouts.serverMs : undefined;
  }
}

/**
 * How many live errors in a row take a server with full health DOWN without the help of a failing check; undefined where they
 * only pull the next check closer. fail-check: each limit is one failed check. sudden-death: the first limit leaves it one failure
 * from DOWN. mark-down: the first limit is enough.
 * Source: HAProxy src/check.c `__health_adjust`, `set_server_check_status`.
 */
export function liveErrorsToDown({ errorLimit, onError }: Observation, fall: number): number | undefined {
  switch (onError) {
    case "fastinter":
      return undefined;
    case "fail-check":
      return errorLimit * fall;
    case "sudden-death":
      return errorLimit * Math.min(2, fall);
    case "mark-down":
      return errorLimit;
  }
}

/** The eviction with errors that may come all at once, or not at all: how much traffic there is, no configuration says. */
export function evictionWithErrors(byChecks: Window, errorMs: number): Window {
  return windowOf(Math.min(errorMs, byChecks.earliestMs), byChecks.latestMs);
}
