import type { Window } from "../prediction.ts";
import { preemption, type Expected, type Successor } from "./demotion.ts";
import { masterDownMs, type VrrpTimers } from "./vrrp.ts";
import { atOnce, inSequence, windowOf } from "./window.ts";

/**
 * A balancer that enters BACKUP (daemon started, link up again, FAULT cleared) waits one whole master down interval
 * before it takes the VIP from a holder of lower priority, or the delay on top. `ready` is how long it takes until it
 * enters BACKUP with its full priority, counted from the heal.
 * Source: keepalived vrrp/vrrp.c `vrrp_init_state`, `vrrp_state_backup`, `vrrp_complete_instance`.
 */
export function failback(
  ready: Window,
  timers: VrrpTimers,
  returning: Successor,
  holderPriority: number,
): Expected {
  if (returning.priority <= holderPriority) {
    return {
      never: `it comes back with priority ${returning.priority}, the new holder has ${holderPriority}`,
    };
  }
  if (returning.nopreempt) return { never: "nopreempt: it leaves the VIP where it is" };
  if (returning.preemptDelayMs > 0) {
    const firstAdvert = windowOf(0, timers.advertMs);
    return { window: inSequence(ready, firstAdvert, preemption(timers, returning)) };
  }
  return { window: inSequence(ready, windowOf(masterDownMs(timers, returning.priority))) };
}

/**
 * A weight is restored on the balancer that lost the VIP by it: it has been a backup all along, so its timer is already
 * running and the phase of the last advertisement counts. `noticed`: from the heal until its scripts pass again.
 * Source: keepalived vrrp/vrrp.c `vrrp_state_backup`.
 */
export function weightRestored(
  noticed: Window,
  timers: VrrpTimers,
  returning: Successor,
  holderPriority: number,
): Expected {
  if (returning.priority <= holderPriority) {
    return {
      never: `it comes back with priority ${returning.priority}, the new holder has ${holderPriority}`,
    };
  }
  if (returning.nopreempt) return { never: "nopreempt: it leaves the VIP where it is" };
  return { window: inSequence(noticed, preemption(timers, returning)) };
}

/**
 * Two masters meet again: the lower one steps down with the first higher advertisement that it hears, one interval at most.
 * Source: RFC 5798 6.4.3; keepalived vrrp/vrrp.c `vrrp_state_master_rx`.
 */
export function splitBrainEnds(timers: VrrpTimers): Window {
  return windowOf(0, timers.advertMs);
}

/** How the heal of a split brain is set up. */
export interface HealOptions {
  readonly higherPrioSendAdvert: boolean;
  /** `garp_master_refresh`; 0 is off. */
  readonly garpMasterRefreshMs: number;
}

/**
 * What Linux needs to forget a neighbour that went silent: REACHABLE up to 45 s (base_reachable_time 30 s × 0.5…1.5),
 * 5 s DELAY, 3 unicast probes a second apart.
 */
const neighbourAgeingMs = 53_000;

/**
 * How long clients may keep on sending to the loser of a healed split brain. If the loser hears the winner first, it goes
 * silently and nobody sends a gratuitous ARP. `vrrp_higher_prio_send_advert` makes the loser speak first;
 * `garp_master_refresh` bounds it; else the neighbour cache of the clients does.
 * Source: keepalived vrrp/vrrp.c `vrrp_state_master_rx`; Linux net/core/neighbour.c.
 */
export function silentBlackHole({ higherPrioSendAdvert, garpMasterRefreshMs }: HealOptions): Window {
  if (higherPrioSendAdvert) return atOnce;
  return windowOf(
    0,
    garpMasterRefreshMs > 0 ? Math.min(garpMasterRefreshMs, neighbourAgeingMs) : neighbourAgeingMs,
  );
}
