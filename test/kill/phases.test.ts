import { describe, expect, test } from "vitest";
import { killPoints, phaseIn, phaseLine, phases } from "../../kill/phases.ts";

describe("points at which a run is killed", () => {
  const began = [
    ["session", 0],
    ["bring-up", 1_000],
    ["fault", 9_000],
    ["over", 10_000],
  ] as const;

  test("lie at equal distances, the first half a distance after the start", () => {
    expect(killPoints(began, 5)).toEqual([
      { phase: "bring-up", afterMs: 0 },
      { phase: "bring-up", afterMs: 2_000 },
      { phase: "bring-up", afterMs: 4_000 },
      { phase: "bring-up", afterMs: 6_000 },
      { phase: "fault", afterMs: 0 },
    ]);
  });

  test("are none of a run that never began", () => {
    expect(killPoints([], 3)).toEqual([]);
  });
});

test("a phase is recognised by its line and by nothing else", () => {
  expect(phases.map((phase) => phaseIn(phaseLine(phase)))).toEqual(phases);
  expect(phaseIn("lab tuned: phase fault")).toBeUndefined();
});
