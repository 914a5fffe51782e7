import { createHash } from "node:crypto";

/** What one round's phase lies after the last's, modulo one: the golden ratio, whose multiples leave the smallest largest gap. */
const golden = (Math.sqrt(5) - 1) / 2;

/** A number in [0, 1) that a run's seed and a name decide. */
export function drawnFrom(seed: string, name: string): number {
  return createHash("sha256").update(`${seed} ${name}`).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * A number in [0, 1) from a run's seed, a trial's name and its round: where in the protocols' cycles its fault comes. Script ticks and
 * advertisements are locked to start times, so without it every run would try the same phase (timing-model.md 4.3, 6).
 *
 * The rounds of a trial sweep the cycle however many there will be: the sequence start + n·φ modulo one is the additive recurrence
 * that fills a circle most evenly (Knuth, The Art of Computer Programming, volume 3, section 6.4, theorem S and the remark after it).
 */
export function phaseOf(seed: string, trial: string, round = 1): number {
  return (drawnFrom(seed, trial) + (round - 1) * golden) % 1;
}
