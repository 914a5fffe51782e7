import { now, sampleWallOffset } from "../timeline/clock.ts";
import type { At, WallOffset } from "../timeline/clock.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";
import type { ClockReading } from "./protocol.ts";

/** A jump of the wall clock against the monotonic one beyond this is a step, in milliseconds (architecture.md 14). */
const stepMs = 1;

/** Reads both clocks inside the lab and notices when the wall clock was set between two readings. */
export class ClockWatch {
  #last: { readonly at: At; readonly offset: WallOffset } | undefined;
  readonly #sample: () => WallOffset;

  constructor(sample: () => WallOffset = sampleWallOffset) {
    this.#sample = sample;
  }

  /** The reading, and before it the step that it showed, if one. */
  read(): readonly (ClockReading | DisturbanceEvent)[] {
    const last = this.#last;
    const offset = this.#sample();
    const at = now();
    this.#last = { at, offset };
    const reading: ClockReading = {
      kind: "clock",
      monotonicAt: at,
      wallMs: at + (offset.minMs + offset.maxMs) / 2,
      uncertaintyMs: (offset.maxMs - offset.minMs) / 2,
    };
    if (last === undefined) return [reading];
    // Only what both uncertainties together cannot explain has moved.
    const movedMs = Math.max(offset.minMs - last.offset.maxMs, last.offset.minMs - offset.maxMs);
    if (movedMs <= stepMs) return [reading];
    const detail = `the wall clock of the client moved by ${movedMs.toFixed(3)} ms`;
    return [
      { kind: "disturbance", what: "clock-step", detail, at: { notBefore: last.at, notAfter: at } },
      reading,
    ];
  }
}
