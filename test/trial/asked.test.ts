import { expect, test } from "vitest";
import { askedClaims, skippedClaims, unaskedProfiles } from "../../src/trial/asked.ts";
import { planCampaign } from "../../src/trial/campaign-plan.ts";
import { scenario } from "../../src/trial/scenario.ts";
import { claim, takeoverAsPredicted } from "../verdict/trial.ts";

const inBoth = { ...claim, profiles: ["published", "tuned"] };
const byNightOnly = { ...claim, id: "X-2" };
const claims = [inBoth, byNightOnly];
const plan = planCampaign({
  scenarios: [
    scenario({
      system: "example",
      id: "x-1",
      title: "the address moves",
      fault: { kind: "host-loss", hosts: ["@active"] },
      profiles: ["tuned"],
      expect: [takeoverAsPredicted],
    }),
  ],
  profiles: ["published", "tuned"],
  jobs: 1,
});

test("a claim is judged in the profiles in which this run asks it, and the others are told", () => {
  expect(askedClaims(claims, plan)).toEqual([{ ...inBoth, profiles: ["tuned"] }, byNightOnly]);
  const both = planCampaign({ scenarios: [], profiles: ["published", "tuned"], jobs: 1 });
  expect(askedClaims(claims, both)).toEqual(claims);
});

test("only a profile that the run has can be missed in it", () => {
  const withPublished = { ...plan, afterwards: [...plan.afterwards, lane("published")] };
  expect(unaskedProfiles(claims, plan)).toEqual([]);
  expect(unaskedProfiles(claims, withPublished)).toMatchObject([
    { title: "X-1 was not asked in published", profile: "published" },
  ]);
});

test("a claim that no trial asks is skipped, with the reason", () => {
  expect(skippedClaims(claims, plan)).toEqual([{ claim: "X-2", reason: "no trial of this run asks it" }]);
});

test("a claim that a trial asks in another profile only is skipped too", () => {
  const [first] = plan.afterwards;
  const elsewhere = { ...takeoverAsPredicted, claim: "X-2", profiles: ["published"] };
  const trials = (first?.trials ?? []).map((trial) => ({ ...trial, expectations: [elsewhere] }));
  const inTuned = { ...plan, afterwards: [{ ...lane("tuned"), trials }] };
  expect(skippedClaims([byNightOnly], inTuned)).toMatchObject([{ claim: "X-2" }]);
});

function lane(profile: string): (typeof plan.afterwards)[number] {
  return { name: profile, profile, trials: [] };
}
