import { now, sampleWallOffset } from "../timeline/clock.ts";
import type { At, ClockOffset } from "../timeline/clock.ts";
import { apartMs } from "../timeline/offset-track.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";
import type { ClockReading } from "./protocol.ts";

/** A jump of the wall clock against the monotonic one beyond this is a step, in milliseconds (architecture.md 14). */
const stepMs = 1;

/** Reads both clocks inside the lab and notices when the wall clock was set between two readings. */
export class ClockWatch {
  #last: { readonly at: At; readonly offset: ClockOffset } | undefined;
  readonly #sample: () => ClockOffset;

  constructor(sample: () => ClockOffset = sampleWallOffset) {
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
    const movedMs = apartMs(last.offset, offset);
    if (movedMs <= stepMs) return [reading];
    const detail = `the wall clock of the client moved by ${movedMs.toFixed(3)} ms`;
    return [
      { kind: "disturbance", what: "clock-step", detail, at: { notBefore: last.at, notAfter: at } },
      reading,
    ];
  }
}
