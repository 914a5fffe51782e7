import { expect, test } from "vitest";
import { phaseOf } from "../../src/trial/phase.ts";
import { roundOf } from "../../src/trial/rounds.ts";
import type { TrialPlan } from "../../src/trial/trial-plan.ts";

function plan(id: string): TrialPlan {
  const fault = { kind: "host-loss", hosts: ["@active"] } as const;
  return { id, scenario: id, title: id, round: 1, fault, expectations: [], watchMs: 8_000 };
}

const trials = ["tuned-a", "tuned-b", "tuned-c", "tuned-d", "tuned-e"].map(plan);

/** The largest part of a cycle without a fault in it. */
function largestGap(phases: readonly number[]): number {
  const sorted = [...phases].sort((one, other) => one - other);
  const gaps = sorted.map((phase, at) => (sorted[at + 1] ?? (sorted[0] ?? 0) + 1) - phase);
  return Math.max(...gaps);
}

test.each([5, 10, 20, 59])(
  "%i rounds leave no gap in the cycle that is twice their share of it",
  (rounds) => {
    const phases = Array.from({ length: rounds }, (_, index) => phaseOf("7", "tuned-a", index + 1));
    expect(largestGap(phases)).toBeLessThan(2 / rounds);
    expect(phases.every((phase) => phase >= 0 && phase < 1)).toBe(true);
  },
);

test("the same seed gives the same order and the same phases, another seed others", () => {
  const asked = { seed: "7", round: 3, isOnly: false };
  expect(roundOf(trials, asked)).toEqual(roundOf(trials, asked));
  expect(roundOf(trials, asked)).not.toEqual(roundOf(trials, { ...asked, seed: "8" }));
});

test("every round has every trial once, in another order and by another name", () => {
  const ids = [1, 2].map((round) =>
    roundOf(trials, { seed: "7", round, isOnly: false }).map(({ plan: { id } }) => id),
  );
  expect(ids.map((some) => [...some].sort())).toEqual(
    [1, 2].map((round) => trials.map(({ id }) => `${id}-${round}`)),
  );
  expect(ids[0]?.map((id) => id.slice(0, -2))).not.toEqual(ids[1]?.map((id) => id.slice(0, -2)));
});

test("an only round keeps names and order", () => {
  expect(roundOf(trials, { seed: "7", round: 1, isOnly: true }).map((each) => each.plan)).toEqual(trials);
});
