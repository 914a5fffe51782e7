import type { Lab } from "../lab/lab.ts";
import { instant, now } from "../timeline/clock.ts";

/**
 * A line of JSON from a program that watches; undefined where it is none. A line that cannot be read is something that was not seen: it
 * is recorded as a disturbance, for thrown inside a stream's handler it would end the whole run.
 */
export function readLine(
  lab: Pick<Lab, "record">,
  line: string,
  { from, host }: { from: string; host?: string },
): object | undefined {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read === "object" && read !== null) return read;
  } catch {
    // Told below, as what is JSON and no object is.
  }
  lab.record({
    kind: "disturbance",
    what: "observer-lost",
    ...(host === undefined ? {} : { host }),
    detail: `${from} said what cannot be read: ${line.slice(0, shownCharacters)}`,
    at: instant(now()),
  });
  return undefined;
}

const shownCharacters = 80;
