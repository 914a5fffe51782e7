/**
 * The only place where haproof reads a clock. Every instant in a timeline is in milliseconds of the lab kernel's
 * CLOCK_MONOTONIC (`docs/adr/0003-one-clock.md`); all containers of one kernel share it.
 */
export type At = number;

/** An instant known only to lie in [notBefore, notAfter]. The width is the honest resolution. */
export interface Instant {
  readonly notBefore: At;
  readonly notAfter: At;
}

export function now(): At {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** CLOCK_REALTIME minus CLOCK_MONOTONIC, known to within [minMs, maxMs]. */
export interface WallOffset {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Samples the offset of the wall clock. Node reads it in whole milliseconds, so this waits (at most one millisecond,
 * busily) for the instant at which it ticks over, and brackets that tick with two readings of the monotonic clock.
 */
export function sampleWallOffset(): WallOffset {
  const first = Date.now();
  let before = now();
  for (;;) {
    const wall = Date.now();
    const after = now();
    if (wall !== first) return { minMs: wall - after, maxMs: wall - before };
    before = after;
  }
}

/** An instant that a program stamped with the wall clock, in this module's time. */
export function fromWall(wallMs: number, offset: WallOffset): Instant {
  return { notBefore: wallMs - offset.maxMs, notAfter: wallMs - offset.minMs };
}

export function instant(notBefore: At, notAfter: At = notBefore): Instant {
  return { notBefore, notAfter };
}

/** The duration between two instants, as the interval of all values it can have. */
export function between(start: Instant, end: Instant): { readonly minMs: number; readonly maxMs: number } {
  return { minMs: end.notBefore - start.notAfter, maxMs: end.notAfter - start.notBefore };
}
