import { createHash } from "node:crypto";

/**
 * A number in [0, 1) from a run's seed and a trial's name: where in the protocols' cycles its fault comes. Script ticks and
 * advertisements are locked to start times, so without it every run would try the same phase (timing-model.md 4.3, 6).
 */
export function phaseOf(seed: string, trial: string): number {
  return createHash("sha256").update(`${seed} ${trial}`).digest().readUInt32BE(0) / 2 ** 32;
}
