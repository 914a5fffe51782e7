import { describe, expect, test } from "vitest";
import { mutants, mutantsNamed } from "../../mutants/catalogue.ts";
import { shuffled } from "../../mutants/healthy.ts";
import { loadScenarios, loadSystem } from "../../src/trial/systems.ts";

const [system, scenarios] = await Promise.all([loadSystem("cosmian-kms"), loadScenarios("cosmian-kms")]);

test("there are 25 mutants and more, each with a name of its own", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(25);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test("asking for a mutant that is not there names those that are", () => {
  expect(() => mutantsNamed(["fall-31"])).toThrow(/no mutant fall-31; there is .*fall-30/);
  expect(mutantsNamed(["fall-30"]).map(({ name }) => name)).toEqual(["fall-30"]);
});

describe.each(mutants)("$name", (mutant) => {
  const scenario = scenarios.find(({ id }) => id === mutant.scenario);

  test("changes its stack", async () => {
    const variant = scenario?.variant;
    const request = { profile: mutant.profile, ...(variant === undefined ? {} : { variant }) };
    const healthy = await system.stack(request);
    expect(await mutant.change(healthy)).not.toEqual(healthy);
  });

  test("runs a scenario that asks the claim by which it must be caught", () => {
    const { caughtBy, profile, budgets = {} } = mutant;
    expect(scenario?.profiles?.includes(profile)).not.toBe(false);
    expect(system.claims.map(({ id }) => id)).toContain(caughtBy.claim);
    const asked = scenario?.expect.filter(
      ({ claim, profiles }) => claim === caughtBy.claim && profiles?.includes(profile) !== false,
    );
    if (caughtBy.kind === "refusal") {
      expect(asked).not.toEqual([]);
      return;
    }
    const { check, question } = caughtBy;
    const measured = asked?.filter(({ measure }) => measure.check === check) ?? [];
    expect(measured).not.toEqual([]);
    if (question === "budget")
      expect(measured.some(({ budgetMs }) => (budgetMs ?? budgets[check]) !== undefined)).toBe(true);
  });
});

describe("the healthy control", () => {
  const idsOf = (count: number, seed: string): readonly string[] =>
    shuffled(scenarios, count, seed).afterwards.flatMap(({ trials }) => trials.map(({ id }) => id));

  test("runs as many trials as asked for, every scenario once before any comes twice", () => {
    const one = idsOf(1_000, "a").filter((id) => id.endsWith("-1")).length;
    const ids = idsOf(one + 5, "a");
    expect(ids).toHaveLength(one + 5);
    expect(new Set(ids).size).toBe(one + 5);
    expect(ids.slice(0, one).every((id) => id.endsWith("-1"))).toBe(true);
  });

  test("has its order from its seed", () => {
    expect(idsOf(20, "a")).toEqual(idsOf(20, "a"));
    expect(idsOf(20, "a")).not.toEqual(idsOf(20, "b"));
  });
});
