import { expect, it } from "vitest";
import { agentVerdict } from "../../../src/predict/timing/agent.ts";
import { fullShare } from "../../../src/predict/timing/slowstart.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";

it("an agent is heard within one interval, as its fall and rise are 1", () => {
  expect(agentVerdict(2_000)).toEqual(windowOf(0, 2_000));
  expect(agentVerdict(2_000, 50)).toEqual(windowOf(0, 3_000));
});

it("a slow start ends with the step after its time: a second, or a twentieth of it", () => {
  expect(fullShare(5_000)).toEqual(windowOf(5_000, 6_000));
  expect(fullShare(60_000)).toEqual(windowOf(60_000, 63_000));
});
