/** CFS bandwidth control deals quotas out ten times a second; haproof's throttle keeps that period. */
export const throttlePeriodMs = 100;
/** The kernel charges time by ticks of 10 ms at most: a process can overdraw the quota by as much, and pays in later periods. */
const tickMs = 10;

/**
 * The longest time for which processes that share `cores` of a core stand still at a stretch, in milliseconds: the rest of a period,
 * and the periods that it takes to pay back what was overdrawn. A process that needs more than its share waits longer, for its turn.
 * Source: Linux kernel/sched/fair.c `throttle_cfs_rq`, `__refill_cfs_bandwidth_runtime`.
 */
export function throttleStallMs(cores: number): number {
  const quotaMs = cores * throttlePeriodMs;
  return throttlePeriodMs * (1 + Math.ceil(tickMs / quotaMs));
}

/** How long work of so much CPU time takes under a throttle, at most, when nothing else on the host wants the processor. */
export function throttledMs(workMs: number, cores: number): number {
  return workMs / cores + throttleStallMs(cores);
}
