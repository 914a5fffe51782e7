import type { Instant, WallOffset } from "../timeline/clock.ts";
import { fromWall, now, sampleWallOffset } from "../timeline/clock.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";

/** A jump of the wall clock against the monotonic one beyond this is a step, in milliseconds (architecture.md 14). */
const stepMs = 1;
const everyMs = 1_000;

/**
 * Converts what programs stamp with the wall clock. Samples the offset every second, and tells of every step of the wall clock
 * and of every stall of the harness itself: instants taken across one are not to be trusted.
 */
export class WallClock {
  #offset: WallOffset = sampleWallOffset();
  #sampledAt = now();
  readonly #timer: NodeJS.Timeout;

  /** @param tell hears of steps and stalls */
  constructor(tell: (event: DisturbanceEvent) => void = () => undefined) {
    this.#timer = setInterval(() => this.#sample(tell), everyMs);
    this.#timer.unref();
  }

  instantOf(wallMs: number): Instant {
    return fromWall(wallMs, this.#offset);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(tell: (event: DisturbanceEvent) => void): void {
    const last = { at: this.#sampledAt, offset: this.#offset };
    this.#offset = sampleWallOffset();
    this.#sampledAt = now();
    const at = { notBefore: last.at, notAfter: this.#sampledAt };
    const moved = Math.max(this.#offset.minMs - last.offset.maxMs, last.offset.minMs - this.#offset.maxMs);
    if (moved > stepMs) {
      tell({
        kind: "disturbance",
        what: "clock-step",
        detail: `the wall clock moved by ${moved.toFixed(3)} ms`,
        at,
      });
    }
    const lateMs = this.#sampledAt - last.at - everyMs;
    if (lateMs > everyMs) {
      const detail = `the harness did not run for ${Math.round(lateMs)} ms`;
      tell({ kind: "disturbance", what: "harness-stalled", detail, at });
    }
  }
}
