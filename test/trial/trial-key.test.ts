import { expect, it } from "vitest";
import { scenario, trialKey } from "../../src/trial/scenario.ts";

const base = {
  system: "any",
  title: "anything",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 1_000,
  expect: [],
} as const;

it("lets scenarios with the same fault share a trial, but not one that is watched after the heal with one that is not", () => {
  const one = scenario({ ...base, id: "one" });
  expect(trialKey(scenario({ ...base, id: "two" }))).toBe(trialKey(one));
  expect(trialKey(scenario({ ...base, id: "three", afterHealMs: 500 }))).not.toBe(trialKey(one));
});
