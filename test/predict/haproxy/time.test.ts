import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hasTrailingText,
  leadingInteger,
  parseSize,
  parseTimeMs,
} from "../../../src/predict/haproxy/time.ts";

describe("a time", () => {
  it.each([
    ["0", 0],
    ["1500", 1500],
    ["1500ms", 1500],
    ["3s", 3000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["1d", 86_400_000],
    ["1us", 1],
    ["1500us", 2],
    ["2147483647", 2_147_483_647],
    ["000000000000000000000000000005s", 5000],
    ["10sec", 10_000],
  ])("%s is %i ms", (text, ms) => {
    expect(parseTimeMs(text)).toBe(ms);
  });

  it.each(["", "s", "-1", "0.5s", "10x", "10u", "1,5"])("%j does not read", (text) => {
    expect(parseTimeMs(text)).toMatchObject({ fault: "character" });
  });

  it.each(["2147483648", "25d", "99999999999999999999999999999", "2147484s"])("%s is too large", (text) => {
    expect(parseTimeMs(text)).toEqual({ fault: "too large" });
  });

  it("reads seconds as a thousand times the number, whatever it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (seconds) => {
        expect(parseTimeMs(`${String(seconds)}s`)).toBe(seconds * 1000);
      }),
    );
  });

  it("tells what stands behind a unit", () => {
    expect(["10sec", "5ms!"].map(hasTrailingText)).toEqual([true, true]);
    expect(["10s", "10", "5ms"].map(hasTrailingText)).toEqual([false, false, false]);
  });
});

describe("other numbers", () => {
  it("reads sizes in powers of two", () => {
    expect(["10", "2k", "1M", "3g", "200K"].map(parseSize)).toEqual([
      10, 2048, 1_048_576, 3_221_225_472, 204_800,
    ]);
    expect(["", "k", "5x", "4g", "-1", "1kk"].map(parseSize)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });

  it("reads counts as C does: what stands at the front, 0 where there is none", () => {
    expect(["3", "3x", " 4", "-2", "x", "", "+7"].map(leadingInteger)).toEqual([3, 3, 4, -2, 0, 0, 7]);
  });
});
