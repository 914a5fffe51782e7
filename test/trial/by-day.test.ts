import { expect, it } from "vitest";
import { byDay, type Scenario } from "../../src/trial/scenario.ts";

const profiles = [
  { name: "published", asPublished: true },
  { name: "tuned", asPublished: false },
];
const base: Scenario = {
  system: "s",
  id: "a",
  title: "t",
  fault: { kind: "noop", hosts: [] },
  scene: [],
  watchMs: 1,
  expect: [],
};

it("asks of the tuned profile what is asked of all, and leaves what is not for it to the night", () => {
  const scenarios: Scenario[] = [
    base,
    { ...base, id: "published", profiles: ["published"] },
    { ...base, id: "both", profiles: ["published", "tuned"] },
    { ...base, id: "variant", variant: "three-balancers" },
    { ...base, id: "long", byDay: false },
  ];
  expect(byDay(scenarios, profiles).map(({ id, profiles: asked }) => [id, asked])).toEqual([
    ["a", ["tuned"]],
    ["both", ["tuned"]],
  ]);
});

it("asks the published profile where there is no other", () => {
  expect(byDay([base], profiles.slice(0, 1))).toEqual([{ ...base, profiles: ["published"] }]);
});
