import { describe, expect, test } from "vitest";
import type { Timing } from "../../src/checks/measured.ts";
import { instant } from "../../src/timeline/clock.ts";
import { asPredicted, neverSeen, untilWindowEnd } from "../../src/verdict/behaviour.ts";
import { predicted } from "./trial.ts";

function took(minMs: number, maxMs: number, by = "lb2"): Timing {
  return { kind: "seen", tookMs: { minMs, maxMs }, at: instant(0), by, detail: "" };
}

function notSeen(observedMs: number): Timing {
  return { kind: "not-seen", observedMs, detail: "nothing happened" };
}

describe("against a window of 2.6 to 3.6 s and a grain of 20 ms", () => {
  test.each([
    ["well inside", took(2900, 2905), "pass"],
    ["on the lower edge of the grain", took(2580, 2600), "pass"],
    ["on the upper edge of the grain", took(3600, 3620), "pass"],
    ["straddling the lower bound", took(2570, 2590), "inconclusive"],
    ["straddling the upper bound", took(3610, 3630), "inconclusive"],
    ["wider than the window", took(2000, 4000), "inconclusive"],
    ["wholly too early", took(2500, 2579), "fail"],
    ["wholly too late", took(3621, 3700), "fail"],
    ["by another balancer", took(2900, 2905, "lb3"), "fail"],
    ["not seen, watched to the window's end", notSeen(3620), "fail"],
    ["not seen, not watched for long enough", notSeen(3000), "inconclusive"],
  ] as const)("%s: %s gives %s", (_, measured, verdict) => {
    expect(asPredicted(measured, predicted([2600, 3600]), 0).verdict).toBe(verdict);
  });
});

describe("what should never happen", () => {
  test("passes when it was watched for long enough, and says for how long", () => {
    expect(neverSeen(notSeen(10_000), 8000)).toEqual({
      verdict: "pass",
      reasons: ["not seen; watched for 10.000 s"],
    });
  });

  test("is inconclusive when it was not", () => {
    expect(neverSeen(notSeen(5000), 8000).verdict).toBe("inconclusive");
    expect(neverSeen(notSeen(5000), Infinity).verdict).toBe("inconclusive");
  });

  test("fails when it happened", () => {
    expect(asPredicted(took(100, 110), predicted("never"), 0).verdict).toBe("fail");
  });

  test("may, by a window without end, happen or not", () => {
    const flaps = predicted([0, Infinity]);
    expect(asPredicted(notSeen(10_000), flaps, 8000).verdict).toBe("pass");
    expect(asPredicted(took(100, 110), flaps, 8000).verdict).toBe("pass");
  });
});

describe("what clients felt of a transition", () => {
  test.each([
    ["shorter than the transition", took(500, 510), "pass"],
    ["as long", took(3600, 3615), "pass"],
    ["longer", took(3700, 3710), "fail"],
    ["without end", took(5000, Infinity), "fail"],
    ["perhaps longer", took(3000, Infinity), "inconclusive"],
    ["nothing at all", notSeen(5000), "inconclusive"],
  ] as const)("%s: %s gives %s", (_, measured, verdict) => {
    expect(untilWindowEnd(measured, predicted([2600, 3600])).verdict).toBe(verdict);
  });

  test("is not judged where the transition never comes", () => {
    expect(untilWindowEnd(took(5000, Infinity), predicted("never")).verdict).toBe("not-judged");
  });
});
