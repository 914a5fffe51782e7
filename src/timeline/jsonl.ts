import { HarnessError, messageOf } from "../errors.ts";
import type { TimelineEvent } from "./events.ts";

/**
 * JSON without loss for haproof's plain data. JSON has no Infinity (a window that never ends), NaN or −0, and
 * `JSON.stringify` would silently write null or 0; here they become {"$number": "Infinity"} and come back as they were.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, keepNumber, indent);
}

/** The inverse of `toJson`. Throws BAD_INPUT where the text is not JSON. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text, restoreNumber);
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** Events as JSON lines, in the order given, each line ended. */
export function encodeEvents(events: readonly TimelineEvent[]): string {
  return events.map((event) => `${toJson(event)}\n`).join("");
}

/**
 * Reads JSON lines back. Evidence that was cut short or edited is refused with BAD_INPUT and the line's number,
 * because a verdict from half a recording would look like any other.
 */
export function decodeEvents(text: string): TimelineEvent[] {
  const lines = text.split("\n");
  const rest = lines.pop();
  if (rest !== undefined && rest !== "") {
    throw new HarnessError(
      "BAD_INPUT",
      `line ${lines.length + 1}: the recording ends in the middle of a line`,
    );
  }
  return lines.map(decodeLine);
}

const kinds: Readonly<Record<TimelineEvent["kind"], true>> = {
  probe: true,
  sample: true,
  write: true,
  "read-back": true,
  address: true,
  server: true,
  check: true,
  member: true,
  vrrp: true,
  advert: true,
  arp: true,
  connection: true,
  engine: true,
  fault: true,
  mark: true,
  disturbance: true,
  log: true,
};

function decodeLine(line: string, index: number): TimelineEvent {
  const where = `line ${index + 1}`;
  try {
    const value = fromJson(line);
    if (isEvent(value)) return value;
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `${where}: ${messageOf(cause)}`, { cause });
  }
  throw new HarnessError("BAD_INPUT", `${where}: not an event of a recording`);
}

function isEvent(value: unknown): value is TimelineEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    typeof value.kind === "string" &&
    Object.hasOwn(kinds, value.kind)
  );
}

function keepNumber(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return { $number: "-0" };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

function restoreNumber(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$number" in value)) return value;
  return Number(value.$number);
}
