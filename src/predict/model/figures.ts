import type { Window } from "../prediction.ts";

/** Milliseconds as seconds for a person: "3.60 s", "0.60 s"; "never" for what does not come. */
export function secondsText(ms: number): string {
  return ms === Infinity ? "never" : `${(ms / 1000).toFixed(2)} s`;
}

/** A window for a person: "2.60–3.60 s", "0.60 s", "from 6.00 s, or never". */
export function windowText({ earliestMs, latestMs }: Window): string {
  if (earliestMs === Infinity) return "never";
  if (latestMs === Infinity) return `from ${secondsText(earliestMs)}, or never`;
  if (Math.round(earliestMs / 10) === Math.round(latestMs / 10)) return secondsText(latestMs);
  return `${(earliestMs / 1000).toFixed(2)}–${secondsText(latestMs)}`;
}

/** A setting's value as people write it: "1 s", "200 ms". */
export function settingText(ms: number): string {
  return ms !== 0 && ms % 100 !== 0 ? `${Number(ms.toFixed(1))} ms` : `${ms / 1000} s`;
}

/** A number inside a formula, in seconds: "3.6016", "0.5". */
export function inSeconds(ms: number): string {
  return ms === Infinity ? "∞" : String(Number((ms / 1000).toFixed(4)));
}
