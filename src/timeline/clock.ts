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
  return ownNow() + (lead.minMs + lead.maxMs) / 2;
}

/** Now, as well as it is known: exact, unless the lab's kernel is another than this process's. */
export function nowWithin(): Instant {
  const own = ownNow();
  return { notBefore: own + lead.minMs, notAfter: own + lead.maxMs };
}

/** CLOCK_MONOTONIC of this process, which is the lab's clock only where both run on one kernel. In milliseconds. */
export function ownNow(): At {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** What one clock shows more than another, known to lie in [minMs, maxMs]. */
export interface ClockOffset {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What the lab kernel's CLOCK_MONOTONIC shows more than this process's: nothing, on the same kernel. */
let lead: ClockOffset = { minMs: 0, maxMs: 0 };

/** From here on `now` is the clock of the kernel that the lab runs on. One engine a process, so one kernel (ADR 12). */
export function followKernel(offset: ClockOffset): void {
  lead = offset;
}

/**
 * CLOCK_REALTIME minus CLOCK_MONOTONIC of this process. Node reads the wall clock in whole milliseconds, so this waits (at most
 * one millisecond, busily) for the instant at which it ticks over. The tick came after the reading before last of the monotonic
 * clock: between that one and the last, the wall clock was still seen to show the old millisecond.
 */
export function sampleWallOffset(
  monotonic: () => At = ownNow,
  wallMs: () => number = () => Date.now(),
): ClockOffset {
  let before = monotonic();
  const first = wallMs();
  let between = monotonic();
  for (;;) {
    const wall = wallMs();
    const after = monotonic();
    if (wall !== first) return { minMs: wall - after, maxMs: wall - before };
    before = between;
    between = after;
  }
}

/** An instant that a program stamped with the wall clock, in this module's time. */
export function fromWall(wallMs: number, offset: ClockOffset): Instant {
  return { notBefore: wallMs - offset.maxMs, notAfter: wallMs - offset.minMs };
}

export function instant(notBefore: At, notAfter: At = notBefore): Instant {
  return { notBefore, notAfter };
}

/** The duration between two instants, as the interval of all values it can have. */
export function between(start: Instant, end: Instant): { readonly minMs: number; readonly maxMs: number } {
  return { minMs: end.notBefore - start.notAfter, maxMs: end.notAfter - start.notBefore };
}
