import { expect, test } from "vitest";
import { mutedNewcomer } from "../../../src/predict/timing/newcomer.ts";

const takeover = { earliestMs: 1_227, latestMs: 1_727 };

test("a newcomer waits for the takeover, and for one refresh at most", () => {
  expect(mutedNewcomer(takeover, 2_000)).toEqual({ earliestMs: 1_227, latestMs: 3_727 });
});

test("without a refresh nothing in the configuration ends its wait", () => {
  expect(mutedNewcomer(takeover, 0)).toEqual({ earliestMs: 1_227, latestMs: Infinity });
});
