import { expect, test } from "vitest";
import { goalLine } from "../../bench/goal.ts";

test.each([
  [{ measured: "8 ms", met: true }, "measured 8 ms: met"],
  [{ measured: "12 ms", met: false }, "measured 12 ms: MISSED"],
  [
    { measured: undefined, met: true, because: "compose is not installed" },
    "not measured because compose is not installed",
  ],
])("%j reads %s", (figure, says) => {
  expect(goalLine({ what: "a gap", goal: "within 10 ms", ...figure })).toBe(
    `  goal  a gap: within 10 ms; ${says}`,
  );
});

test("what a user would use instead stands beside it", () => {
  const line = goalLine({
    what: "a gap",
    goal: "10 ms",
    measured: "8 ms",
    met: true,
    beside: "ping: 200 ms",
  });
  expect(line).toMatch(/; beside it: ping: 200 ms$/);
});
