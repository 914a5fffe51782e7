import type { Scenario } from "../trial/scenario.ts";
import { loadScenarios, systemNames } from "../trial/systems.ts";

/**
 * By system, the scenarios of the files whose paths contain one of some patterns; where that is no file of any system, all of
 * them, as vitest takes all where nothing is named.
 */
export async function chosenScenarios(
  patterns: readonly string[],
): Promise<ReadonlyMap<string, readonly Scenario[]>> {
  const chosen = await load((path) => patterns.some((pattern) => path.includes(pattern)));
  return [...chosen.values()].some((some) => some.length > 0) ? chosen : load();
}

async function load(isWanted?: (path: string) => boolean): Promise<ReadonlyMap<string, readonly Scenario[]>> {
  const names = await systemNames();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await loadScenarios(name, isWanted)] as const)),
  );
}
