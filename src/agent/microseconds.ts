import { now } from "../timeline/clock.ts";

/** The timeline's clock in whole microseconds, rounded down. The agent counts in these, so that instants survive the wire exactly. */
export function nowUs(): number {
  return Math.floor(now() * 1e3);
}

export function usOf(ms: number): number {
  return Math.round(ms * 1e3);
}
