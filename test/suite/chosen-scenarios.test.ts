import { expect, test } from "vitest";
import { chosenScenarios } from "../../src/suite/chosen-scenarios.ts";
import { systemNames } from "../../src/trial/systems.ts";

async function systemsChosenBy(...patterns: readonly string[]): Promise<readonly string[]> {
  const chosen = await chosenScenarios(patterns);
  return [...chosen].filter(([, scenarios]) => scenarios.length > 0).map(([name]) => name);
}

test("a folder or file that is named leaves out every other system", async () => {
  expect(await systemsChosenBy("keeper-gateway")).toEqual(["keeper-gateway"]);
  expect(await systemsChosenBy("cosmian-kms/haproxy-fails")).toEqual(["cosmian-kms"]);
  expect(await systemsChosenBy("cosmian-kms/haproxy-fails", "keeper-gateway/places")).toEqual([
    "cosmian-kms",
    "keeper-gateway",
  ]);
});

test("nothing that is named, or nothing that there is, leaves nobody out", async () => {
  const all = await systemNames();
  expect(await systemsChosenBy()).toEqual(all);
  expect(await systemsChosenBy("no-such-file")).toEqual(all);
});
