import type { At } from "../../timeline/clock.ts";
import type { Window } from "../prediction.ts";
import { windowOf } from "./window.ts";

export type VrrpVersion = 2 | 3;

/** What the backup's timer is made of. `advertMs` is the interval of the current master, as it is on the wire. */
export interface VrrpTimers {
  readonly version: VrrpVersion;
  readonly advertMs: number;
  /** `down_timer_adverts`, 3 unless set (RFC 3768 6.1 knows no other). */
  readonly downTimerAdverts: number;
}

/** A script as it stands: its weight, and whether it counts as passed. */
export interface WeightedState {
  readonly weight: number;
  readonly ok: boolean;
}

/**
 * The advertisement interval on the wire. Version 2 carries whole seconds in 8 bits: keepalived rounds half up and uses at
 * least 1 s, with no more than a warning. Version 3 carries hundredths of a second in 12 bits.
 * Source: RFC 3768 5.3.7, RFC 5798 5.2.7; keepalived vrrp/vrrp.c `vrrp_complete_instance`.
 */
export function advertIntervalMs(version: VrrpVersion, configuredMs: number): number {
  if (version === 2) return Math.min(255_000, Math.max(1000, Math.floor(configuredMs / 1000 + 0.5) * 1000));
  return Math.min(40_950, Math.max(10, Math.round(configuredMs / 10) * 10));
}

/**
 * Skew_Time: how much later than its peers a backup of this priority takes over. In version 2 it is a share of one
 * second whatever the interval is; version 3 takes it of the interval.
 * Source: RFC 3768 6.1, RFC 5798 6.1; keepalived include/vrrp.h `VRRP_TIMER_SKEW_CALC`.
 */
export function skewMs(timers: VrrpTimers, priority: number): number {
  return ((256 - priority) / 256) * (timers.version === 2 ? 1000 : timers.advertMs);
}

/**
 * Master_Down_Interval: how long a backup of this priority waits after the last advertisement that it accepted.
 * Source: RFC 3768 6.1, RFC 5798 6.1; keepalived include/vrrp.h `VRRP_MS_DOWN_TIMER`.
 */
export function masterDownMs(timers: VrrpTimers, priority: number): number {
  return timers.downTimerAdverts * timers.advertMs + skewMs(timers, priority);
}

/**
 * The priority that counts: a positive weight is added while its script passes, a negative one while it fails.
 * Source: keepalived vrrp/vrrp_track.c `vrrp_set_effective_priority`.
 */
export function effectivePriority(base: number, tracked: readonly WeightedState[]): number {
  const sum = tracked
    .filter(({ weight, ok }) => (ok ? weight > 0 : weight < 0))
    .reduce((priority, { weight }) => priority + weight, base);
  return Math.min(254, Math.max(1, sum));
}

/**
 * From the instant at which the master falls silent without a farewell until the backup claims the VIP. The last
 * advertisement is up to one interval old by then, so the whole wait is shortened by a random phase of one interval.
 * Source: keepalived vrrp/vrrp_scheduler.c `vrrp_dispatcher_read` → `vrrp_init_instance_sands`.
 */
export function hardLoss(timers: VrrpTimers, priority: number): Window {
  const waitMs = masterDownMs(timers, priority);
  return windowOf(waitMs - timers.advertMs, waitMs);
}

/**
 * From the farewell of the master (an advertisement of priority 0) until the backup claims the VIP: the skew alone.
 * Source: RFC 5798 6.4.2; keepalived vrrp/vrrp.c `vrrp_state_backup`.
 */
export function farewell(timers: VrrpTimers, priority: number): Window {
  return windowOf(skewMs(timers, priority));
}

/** The instant of takeover in one run, given the last advertisement that the backup accepted. */
export function takeoverAfterAdvert(lastAcceptedAt: At, timers: VrrpTimers, priority: number): At {
  return lastAcceptedAt + masterDownMs(timers, priority);
}

/** The instant of takeover in one run, given the advertisement of priority 0. */
export function takeoverAfterFarewell(farewellAt: At, timers: VrrpTimers, priority: number): At {
  return farewellAt + skewMs(timers, priority);
}
