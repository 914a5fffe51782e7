import type { Window } from "../prediction.ts";

export function windowOf(earliestMs: number, latestMs: number = earliestMs): Window {
  return { earliestMs, latestMs };
}

/** The window of a thing that happens at the same instant as what came before it. */
export const atOnce: Window = windowOf(0);

/** The window of stages that follow one another: the bounds add. */
export function inSequence(...stages: readonly Window[]): Window {
  return windowOf(
    stages.reduce((sum, stage) => sum + stage.earliestMs, 0),
    stages.reduce((sum, stage) => sum + stage.latestMs, 0),
  );
}

export function repeated(times: number, stage: Window): Window {
  return times === 0 ? atOnce : windowOf(times * stage.earliestMs, times * stage.latestMs);
}

/** The smallest window around all: where it is not known which of them applies. */
export function hull(first: Window, ...others: readonly Window[]): Window {
  const all = [first, ...others];
  return windowOf(Math.min(...all.map((w) => w.earliestMs)), Math.max(...all.map((w) => w.latestMs)));
}

/** The window of whichever comes first. */
export function firstOf(first: Window, ...others: readonly Window[]): Window {
  const all = [first, ...others];
  return windowOf(Math.min(...all.map((w) => w.earliestMs)), Math.min(...all.map((w) => w.latestMs)));
}

/** Whether something may stay away for good: its latest instant is open. */
export function mayNeverCome(window: Window): boolean {
  return window.latestMs === Infinity;
}
