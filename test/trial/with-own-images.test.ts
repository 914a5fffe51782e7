import { expect, test } from "vitest";
import system from "../../fixtures/systems/cosmian-kms/system.ts";
import { withOwnImages } from "../../src/trial/with-own-images.ts";

const decidedBy = (of: typeof system, id: string): string | undefined =>
  of.claims.find((claim) => claim.id === id)?.decidedBy;

test("what a stand-in decides is real with the user's image in its place, and modelled without", () => {
  const own = withOwnImages(system, { kms: "vendor/kms:5" });
  expect([decidedBy(system, "KMS-01"), decidedBy(own, "KMS-01")]).toEqual(["model", "real"]);
  expect(system.standIns).toHaveLength(1);
  expect(own.standIns).toEqual([]);
});

test("an image for another role changes nothing", () => {
  expect(withOwnImages(system, { router: "vendor/router" })).toEqual(system);
});
