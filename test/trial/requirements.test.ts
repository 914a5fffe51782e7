import { expect, test } from "vitest";
import type { FeatureFinding } from "../../src/lab/engine/kernel-features.ts";
import { faultsOf, requireFeatures } from "../../src/trial/requirements.ts";
import { planCampaign } from "../../src/trial/campaign-plan.ts";
import { dueNow, type Scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const delay: FaultPlan = { kind: "packet-delay", hosts: ["lb1"], delayMs: 50 };
const loss: FaultPlan = { kind: "packet-loss", hosts: ["lb1"], lossPercent: 10 };
const probe =
  (...findings: readonly FeatureFinding[]) =>
  (): Promise<readonly FeatureFinding[]> =>
    Promise.resolve(findings);
const netemMissing: FeatureFinding = {
  id: "netem",
  works: false,
  how: "tried: Specified qdisc kind is unknown.",
};

test("a kernel that lacks what a fault needs is refused, with the fault and the reason", async () => {
  await expect(
    requireFeatures([loss, delay], probe({ ...netemMissing, id: "numgen", works: true }, netemMissing)),
  ).rejects.toMatchObject({
    code: "FEATURE_MISSING",
    exitCode: 69,
    message:
      "this kernel lacks what is asked: packet-delay of 50 ms on lb1 needs netem (tried: Specified qdisc kind is unknown.)",
  });
});

test("what could not be tried is not taken for granted", async () => {
  await expect(requireFeatures([loss], probe())).rejects.toThrow(
    /packet-loss of 10 % on lb1 needs numgen \(not tried\)/,
  );
  const unknown = { id: "numgen", works: undefined, how: "not known: nft: not found" };
  await expect(requireFeatures([loss], probe(unknown))).rejects.toThrow(/not known: nft: not found/);
});

test("a kernel that has it is not refused", async () => {
  await expect(
    requireFeatures([loss], probe({ id: "numgen", works: true, how: "tried" })),
  ).resolves.toBeUndefined();
});

test("nothing is tried for faults that every lab can do", async () => {
  let tried = false;
  const spy = (): Promise<readonly FeatureFinding[]> => {
    tried = true;
    return Promise.resolve([]);
  };
  await requireFeatures([{ kind: "host-loss", hosts: ["lb1"] }], spy);
  expect(tried).toBe(false);
});

function scenarioOf(id: string, more: Partial<Scenario> = {}): Scenario {
  return { system: "s", id, title: id, fault: loss, scene: [], watchMs: 1, expect: [], ...more };
}

test("the faults of a plan are those of its trials and of their scenes", () => {
  const scenarios = [scenarioOf("a", { fault: delay, scene: [loss] })];
  const plan = planCampaign({ scenarios, profiles: ["p"], jobs: 1 });
  expect(faultsOf(plan)).toEqual([delay, loss]);
});

test("what is for the night is left out by day", () => {
  const scenarios = [scenarioOf("day"), scenarioOf("night", { nightly: true })];
  expect(dueNow(scenarios, { nightly: false }).map(({ id }) => id)).toEqual(["day"]);
  expect(dueNow(scenarios, { nightly: true })).toHaveLength(2);
});
