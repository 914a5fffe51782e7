import type { Window } from "../prediction.ts";
import type { CheckTiming } from "../timing/health-check.ts";
import type { Random } from "./random.ts";

/** A health check to be played through, check by check. */
export interface CheckModel {
  readonly timing: CheckTiming;
  /** How long one failing check lasts. */
  readonly failing: Window;
}

/** What a check that passes costs on a local network, at most. */
const passingMs = 3;
/** The first retransmission of a lost SYN (RFC 6298: 1 s). */
const retransmitMs = 1000;

/** Plays one eviction; milliseconds from the fault until DOWN. A lost packet makes a refused check last 1 s longer. */
export function evictionRun({ timing, failing }: CheckModel, loss: number, random: Random): number {
  const { interMs, fastinterMs = interMs, fall } = timing;
  let at = random() * varied(interMs, timing, random);
  for (let failed = 1; failed <= fall; failed += 1) {
    at += uniform(failing, random);
    if (failing.latestMs === 0 && random() < 1 - (1 - loss) ** 2) at += Math.min(retransmitMs, interMs);
    if (failed < fall) at += varied(fastinterMs, timing, random);
  }
  return at;
}

/** Plays one readmission; milliseconds from the cure until UP. */
export function readmissionRun({ timing, failing }: CheckModel, loss: number, random: Random): number {
  const { interMs, fastinterMs = interMs, downinterMs = interMs, rise } = timing;
  const waitMs = varied(downinterMs, timing, random);
  const lastsMs = uniform(failing, random);
  const phaseMs = random() * (waitMs + lastsMs);
  // The cure comes while the server rests between two checks, or while a check is under way that will still fail.
  let at = phaseMs < waitMs ? phaseMs : phaseMs - waitMs + varied(downinterMs, timing, random);
  for (let passed = 1; passed <= rise; passed += 1) {
    at += random() * passingMs;
    if (random() < 1 - (1 - loss) ** 2) at += Math.min(retransmitMs, interMs);
    if (passed < rise) at += varied(fastinterMs, timing, random);
  }
  return at;
}

function varied(intervalMs: number, { spreadPercent = 0 }: CheckTiming, random: Random): number {
  return spreadPercent === 0 ? intervalMs : intervalMs * (1 + ((2 * random() - 1) * spreadPercent) / 100);
}

function uniform({ earliestMs, latestMs }: Window, random: Random): number {
  return earliestMs === latestMs ? earliestMs : earliestMs + random() * (latestMs - earliestMs);
}
