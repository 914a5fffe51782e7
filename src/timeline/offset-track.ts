import type { At, ClockOffset } from "./clock.ts";

const perMillion = 1e-6;

/** By how much two offsets must differ, in milliseconds; 0 where they can be the same. */
export function apartMs(one: ClockOffset, other: ClockOffset): number {
  return Math.max(0, one.minMs - other.maxMs, other.minMs - one.maxMs);
}

/**
 * The offset between two clocks, followed from sample to sample. Between samples it may drift by so many parts in a million, and
 * every offset given out is wide enough for that; a sample that drift cannot explain is a step, and is told. So what is known of
 * an instant is either inside its interval, or the recording says that clocks were set.
 */
export class OffsetTrack {
  readonly #driftPpm: number;
  #known: ClockOffset;
  #at: At;

  /** @param at when the first sample was taken, by either clock */
  constructor(first: ClockOffset, at: At, driftPpm: number) {
    this.#known = first;
    this.#at = at;
    this.#driftPpm = driftPpm;
  }

  /** The offset at an instant before or after the last sample. */
  at(when: At): ClockOffset {
    const driftMs = Math.abs(when - this.#at) * this.#driftPpm * perMillion;
    return { minMs: this.#known.minMs - driftMs, maxMs: this.#known.maxMs + driftMs };
  }

  /** Learns from a sample; a bad one (wide) does not spoil what is known. Returns the step that it shows, 0 for none. */
  take(sample: ClockOffset, at: At): number {
    const expected = this.at(at);
    const stepMs = apartMs(expected, sample);
    this.#known =
      stepMs > 0
        ? sample
        : {
            minMs: Math.max(expected.minMs, sample.minMs),
            maxMs: Math.min(expected.maxMs, sample.maxMs),
          };
    this.#at = at;
    return stepMs;
  }
}
