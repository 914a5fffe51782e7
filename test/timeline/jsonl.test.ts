import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeEvents, encodeEvents, fromJson, toJson } from "../../src/timeline/jsonl.ts";
import { evicted, failover } from "./recording.ts";

describe("JSON lines", () => {
  test("a recording comes back as it was", () => {
    const events = [...failover(), ...evicted()];
    expect(decodeEvents(encodeEvents(events))).toEqual(events);
  });

  test("an empty recording is an empty file", () => {
    expect(encodeEvents([])).toBe("");
    expect(decodeEvents("")).toEqual([]);
  });

  test("a recording that was cut in the middle of a line is refused with the line's number", () => {
    const text = encodeEvents(failover());
    expect(() => decodeEvents(text.slice(0, -10))).toThrow(/^line \d+: the recording ends in the middle/);
  });

  test.each(["nonsense", "{}", '{"kind":"toString"}', "null", ""])(
    "a line that is no event is refused: %s",
    (line) => {
      expect(() => decodeEvents(`${line}\n`)).toThrow(/^line 1: /);
    },
  );

  test("every number comes back, also those that JSON cannot write", () => {
    fc.assert(
      fc.property(fc.double(), (number) => {
        expect(fromJson(toJson({ number }))).toEqual({ number });
      }),
    );
  });
});
