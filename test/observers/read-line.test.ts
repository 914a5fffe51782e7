import { expect, test } from "vitest";
import { readLine } from "../../src/observers/read-line.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";

function reading(line: string): { read: object | undefined; events: readonly TimelineEvent[] } {
  const events: TimelineEvent[] = [];
  const lab = { record: (event: TimelineEvent) => void events.push(event) };
  return { read: readLine(lab, line, { from: "the witness", host: "lb1" }), events };
}

test("a line of JSON is read, and nothing is recorded", () => {
  expect(reading('{"k":"gap"}')).toEqual({ read: { k: "gap" }, events: [] });
});

test.each(['{"k":"serv', "", "null", "42", "Killed"])(
  "%j is told as a disturbance and throws nothing",
  (line) => {
    const { read, events } = reading(line);
    expect(read).toBeUndefined();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: "disturbance", what: "observer-lost", host: "lb1" });
  },
);
