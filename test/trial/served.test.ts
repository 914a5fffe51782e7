import { describe, expect, test } from "vitest";
import type { Scenario } from "../../src/trial/scenario.ts";
import { loadScenarios, loadSystem, systemNames } from "../../src/trial/systems.ts";

/** "KMS-35 tuned" for every claim and profile in which a scenario asks it. */
function asked(scenarios: readonly Scenario[], profiles: readonly string[]): Set<string> {
  return new Set(
    scenarios.flatMap((scenario) =>
      scenario.expect.flatMap(({ claim, profiles: only }) =>
        profiles
          .filter((name) => scenario.profiles?.includes(name) ?? true)
          .filter((name) => only?.includes(name) ?? true)
          .map((name) => `${claim} ${name}`),
      ),
    ),
  );
}

describe.each(await systemNames())("%s", (name) => {
  test("a claim is asked by night in each of its profiles, or it would never be decided there", async () => {
    const { claims, profiles } = await loadSystem(name);
    const all = profiles.map((profile) => profile.name);
    const served = asked(await loadScenarios(name), all);
    const unserved = claims
      .filter(({ id }) => all.some((profile) => served.has(`${id} ${profile}`)))
      .flatMap(({ id, profiles: wanted }) => wanted.map((profile) => `${id} ${profile}`))
      .filter((pair) => !served.has(pair));
    expect(unserved).toEqual([]);
  });
});
