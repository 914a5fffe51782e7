import type { ScriptBeat } from "../model/watch.ts";
import { masterDownMs, skewMs, type VrrpTimers } from "../timing/vrrp.ts";
import type { Random } from "./random.ts";

/** A takeover to be played through, event by event. */
export interface TakeoverModel {
  readonly timers: VrrpTimers;
  /** Of the backup. */
  readonly priority: number;
  readonly preemptDelayMs: number;
  /** silence: no farewell. farewell: priority 0. weight: a lower priority from the notice on. */
  readonly cause: "silence" | "farewell" | "weight";
  /** How many times the farewell is sent: a FAULT says it twice. */
  readonly farewells: number;
  /** What notices the fault; empty: the fault itself silences the master, or makes it say farewell, at once. */
  readonly scripts: readonly ScriptBeat[];
}

/** The time that a program needs to act on an expired timer: mean of the residuals that were measured. */
const meanLatencyMs = 0.6;

/**
 * Plays one failover: the beat of advertisements (phase at random, each lost with probability `loss`), the beat of scripts,
 * the backup's timer. Returns the instant of takeover in milliseconds after the fault. Not derived from the windows: it
 * follows the state machines, so that it can prove the windows wrong.
 */
export function takeoverRun(model: TakeoverModel, loss: number, random: Random): number {
  const advertMs = model.timers.advertMs;
  const waitMs = masterDownMs(model.timers, model.priority);
  const phaseMs = random() * advertMs;
  let acceptedAt = phaseMs - advertMs;
  while (random() < loss) acceptedAt -= advertMs;
  let deadline = acceptedAt + waitMs;
  const latencyMs = -meanLatencyMs * Math.log(1 - random());
  if (model.cause === "silence") return Math.max(0, deadline) + latencyMs;

  const noticedAt = noticed(model.scripts, random);
  let advertAt = phaseMs;
  for (; advertAt < noticedAt && deadline > advertAt; advertAt += advertMs) {
    if (random() >= loss) deadline = advertAt + waitMs;
  }
  if (deadline < noticedAt) return Math.max(0, deadline) + latencyMs;
  if (model.cause === "farewell") {
    for (let copy = 0; copy < model.farewells; copy += 1) {
      if (random() >= loss) return noticedAt + skewMs(model.timers, model.priority) + latencyMs;
    }
    return deadline + latencyMs;
  }
  return (
    (model.preemptDelayMs === 0 ? deadline : delayed(model, { advertAt, deadline }, loss, random)) + latencyMs
  );
}

/** With preempt_delay the first lower advertisement starts the delay; until its end all of them restart the timer. */
function delayed(
  model: TakeoverModel,
  start: { readonly advertAt: number; readonly deadline: number },
  loss: number,
  random: Random,
): number {
  const waitMs = masterDownMs(model.timers, model.priority);
  let { deadline } = start;
  let patientUntil = Infinity;
  for (let at = start.advertAt; at < deadline && at < patientUntil; at += model.timers.advertMs) {
    if (random() < loss) continue;
    if (patientUntil === Infinity) patientUntil = at + model.preemptDelayMs;
    deadline = at + waitMs;
  }
  return deadline;
}

/** When the last of the scripts has failed often enough. */
function noticed(scripts: readonly ScriptBeat[], random: Random): number {
  let at = 0;
  for (const { intervalMs, periodMs, fall, run } of scripts) {
    const lastStart = random() * intervalMs + (fall - 1) * periodMs;
    at = Math.max(at, lastStart + run.earliestMs + random() * (run.latestMs - run.earliestMs));
  }
  return at;
}
