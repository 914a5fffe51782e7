import type { Window } from "../prediction.ts";
import { farewell, hardLoss, type VrrpTimers } from "./vrrp.ts";
import { inSequence, windowOf } from "./window.ts";

/** The balancer that would take over, as far as its patience is concerned. */
export interface Successor {
  /** Its effective priority. */
  readonly priority: number;
  readonly nopreempt: boolean;
  readonly preemptDelayMs: number;
}

/** Either a window, or the reason why it never happens. */
export type Expected = { readonly window: Window } | { readonly never: string };

/**
 * The master is demoted by something that it tracks with weight 0: it enters FAULT, says farewell (priority 0, twice) and
 * drops the VIP at once. Preemption plays no part.
 * Source: keepalived vrrp/vrrp_track.c `down_instance`, vrrp/vrrp.c `vrrp_state_leave_master`.
 */
export function faultDemotion(noticed: Window, timers: VrrpTimers, successor: Successor): Window {
  return inSequence(noticed, farewell(timers, successor.priority));
}

/**
 * The master is demoted by a weight: it goes on advertising, with a lower priority. A backup that preempts discards these
 * advertisements and lets its old timer run out; one that does not (nopreempt) accepts them and never moves; one with
 * `preempt_delay` accepts them until the delay has passed.
 * Source: keepalived vrrp/vrrp.c `vrrp_state_backup`, vrrp/vrrp_track.c `vrrp_set_effective_priority`.
 */
export function weightDemotion(
  noticed: Window,
  timers: VrrpTimers,
  successor: Successor,
  masterPriorityAfter: number,
): Expected {
  if (masterPriorityAfter >= successor.priority) {
    return {
      never: `the master keeps priority ${masterPriorityAfter}, the backup has ${successor.priority}: the weight is too small for the spread`,
    };
  }
  if (successor.nopreempt)
    return { never: "the backup has nopreempt: it accepts advertisements of a lower priority" };
  return { window: inSequence(noticed, preemption(timers, successor)) };
}

/**
 * From the instant at which the other one's advertisements become lower than one's own until the VIP is claimed. With
 * `preempt_delay` D: the first lower advertisement starts the delay, and the timer restarts at the last accepted one.
 * Source: keepalived vrrp/vrrp.c `vrrp_state_backup`.
 */
export function preemption(timers: VrrpTimers, { priority, preemptDelayMs }: Successor): Window {
  const wait = hardLoss(timers, priority);
  if (preemptDelayMs === 0) return wait;
  return inSequence(windowOf(preemptDelayMs, preemptDelayMs + timers.advertMs), wait);
}
