import { skewMs, type VrrpTimers } from "../timing/vrrp.ts";

const yearMs = 365.25 * 24 * 3_600_000;

/**
 * How often a year a backup takes over from a healthy master because advertisements were lost, each with probability
 * `loss`, independently. The skew is shorter than an interval, so that `down_timer_adverts` losses in a row are enough.
 * Lost packets come in bursts on real networks: take it as a lower bound. Source: keepalived include/vrrp.h `VRRP_MS_DOWN_TIMER`.
 */
export function falseTakeoversPerYear({ advertMs, downTimerAdverts }: VrrpTimers, loss: number): number {
  return (yearMs / advertMs) * (1 - loss) * loss ** downTimerAdverts;
}

/** How long two masters stand side by side on average after a false takeover: until the next advertisement that is heard. */
export function falseTakeoverLastsMs(timers: VrrpTimers, priority: number, loss: number): number {
  return timers.advertMs - skewMs(timers, priority) + (timers.advertMs * loss) / (1 - loss);
}
