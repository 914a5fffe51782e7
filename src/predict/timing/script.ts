import type { Window } from "../prediction.ts";
import { isAtLeast } from "./release.ts";
import { inSequence, windowOf } from "./window.ts";

/** When a `vrrp_script` runs. Runs are `intervalMs` apart, start to start. */
export interface ScriptTiming {
  readonly intervalMs: number;
  /** After this a run counts as failed and gets SIGTERM. */
  readonly timeoutMs: number;
  readonly fall: number;
  readonly rise: number;
}

/** What a healthy script costs: fork, exec and a look at /proc took 5 to 20 ms where this was measured. */
export const usualRun: Window = windowOf(0, 20);
/** A script that makes a real request costs a few milliseconds more than a look at /proc. */
export const requestRun: Window = windowOf(0, 50);

/**
 * From the death of what the script looks at until keepalived counts the script as failed. `run` is how long a failing
 * run lasts: the usual few milliseconds for a refusal, the probe's own deadline for a frozen target.
 * Source: keepalived vrrp/vrrp_scheduler.c `vrrp_script_thread`, `vrrp_script_child_thread`.
 */
export function scriptFailure(script: ScriptTiming, run: Window, keepalived: string): Window {
  const periodMs = failingPeriodMs(script, run, keepalived);
  return inSequence(
    windowOf((script.fall - 1) * periodMs, (script.fall - 1) * periodMs + script.intervalMs),
    run,
  );
}

/** From the return of what the script looks at until keepalived counts the script as passed. Source: as above. */
export function scriptRecovery(script: ScriptTiming, run: Window): Window {
  const { rise, intervalMs } = script;
  return inSequence(windowOf((rise - 1) * intervalMs, rise * intervalMs), run);
}

/**
 * How long a run lasts whose target does not answer: until its own deadline if it has one, else until keepalived's.
 * Source: keepalived vrrp/vrrp_scheduler.c `vrrp_script_child_thread` (SIGTERM at the timeout counts as a failure).
 */
export function hangingRun(script: ScriptTiming, ownDeadlineMs: number | undefined): Window {
  const lastsMs = Math.min(ownDeadlineMs ?? Infinity, script.timeoutMs);
  return inSequence(windowOf(lastsMs), usualRun);
}

/**
 * Runs that outlast the interval: from 2.3.3 the next one waits for a free slot, before that it starts beside the old one
 * although the log says "skipping run". Source: keepalived commit 94d40e3b.
 */
export function failingPeriodMs({ intervalMs }: ScriptTiming, run: Window, keepalived: string): number {
  if (!isAtLeast(keepalived, "2.3.3")) return intervalMs;
  return Math.max(1, Math.ceil(run.earliestMs / intervalMs)) * intervalMs;
}
