import { expect, test } from "vitest";
import { asSeenEvery, slowerToolText } from "../../bench/slower-tool.ts";
import { samples } from "../timeline/recording.ts";

/** The recording asks every 10 ms. */
const sampledEveryMs = 10;

test("a tool that asks as often sees what the probe saw", () => {
  const seen = asSeenEvery(samples({ down: [[1000, 1500]] }), { everyMs: 10, sampledEveryMs });
  expect(seen).toEqual({ everyMs: 10, minMs: 510, medianMs: 510, maxMs: 510, missed: 0 });
});

test("a tool that asks every 100 ms stretches an outage of half a second by up to its interval at both ends", () => {
  const seen = asSeenEvery(samples({ down: [[1000, 1500]] }), { everyMs: 100, sampledEveryMs });
  expect(seen).toMatchObject({ minMs: 600, maxMs: 600, missed: 0 });
});

test("a tool that asks every second mostly does not see it", () => {
  const seen = asSeenEvery(samples({ down: [[1000, 1130]], to: 5000 }), { everyMs: 1_000, sampledEveryMs });
  expect(seen.missed).toBeCloseTo(0.87);
  expect(seen.maxMs).toBe(2_000);
  expect(slowerToolText(seen)).toBe("every 1000 ms: 2000 ms (2000 to 2000), nothing at 87 % of its phases");
});

test("where there was no outage no tool has a figure", () => {
  const seen = asSeenEvery(samples({}), { everyMs: 100, sampledEveryMs });
  expect(seen).toMatchObject({ minMs: NaN, missed: 1 });
  expect(slowerToolText(seen)).toContain("nothing at 100 %");
});
