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

it("asks of the tuned profile what is asked of all, and leaves alone what names its own", () => {
  const published: Scenario = { ...base, id: "b", profiles: ["published"] };
  expect(byDay([base, published], profiles).map(({ profiles: asked }) => asked)).toEqual([
    ["tuned"],
    ["published"],
  ]);
});

it("leaves everything where there is only the published profile", () => {
  expect(byDay([base], profiles.slice(0, 1))).toEqual([base]);
});
