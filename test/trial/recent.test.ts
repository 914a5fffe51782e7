import { expect, test } from "vitest";
import { recentMs } from "../../src/trial/rig.ts";

test.each([
  [5, 400, 700],
  [250, 200, 700],
  [700, 400, 1_100],
  [1_000, 5_000, 6_000],
])(
  "a probe every %d ms that may take %d ms is known by its answers of the last %d ms",
  (everyMs, deadlineMs, ms) => {
    expect(recentMs({ everyMs, deadlineMs })).toBe(ms);
  },
);
