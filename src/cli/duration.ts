import { HarnessError } from "../errors.ts";

/** Reads "2s", "800ms" or "1.5m" as milliseconds. Throws BAD_INPUT. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw new HarnessError("BAD_INPUT", `"${text}" is not a duration; write 800ms, 2s or 1.5m`);
  }
  return Number(number) * (unit === "ms" ? 1 : unit === "s" ? 1_000 : 60_000);
}
