import { describe, expect, it, test } from "vitest";
import type { CheckFailure } from "../../../src/predict/timing/health-check.ts";
import {
  evictionWithErrors,
  liveErrorMs,
  liveErrorsToDown,
  type Observation,
} from "../../../src/predict/timing/live-errors.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";

const four: Observation = { layer: "layer4", errorLimit: 10, onError: "fail-check" };
const seven: Observation = { ...four, layer: "layer7" };
const timeouts = { connectMs: 5_000, serverMs: 50_000 };

describe("a live connection to a broken server is an error after", () => {
  test.each<[CheckFailure, number | undefined, number | undefined]>([
    ["refused", 0, 0],
    ["dropped", 5_000, 5_000],
    ["vanished", 3_000, 3_000],
    ["status", undefined, 0],
    ["frozen", undefined, 50_000],
    ["slow", undefined, 50_000],
  ])("%s: layer4 %s ms, layer7 %s ms", (failure, byLayer4, byLayer7) => {
    expect(liveErrorMs(four, failure, timeouts)).toBe(byLayer4);
    expect(liveErrorMs(seven, failure, timeouts)).toBe(byLayer7);
  });

  it("never, where a timeout is not set; ARP gives up by itself", () => {
    expect(liveErrorMs(four, "dropped", {})).toBeUndefined();
    expect(liveErrorMs(seven, "frozen", {})).toBeUndefined();
    expect(liveErrorMs(four, "vanished", {})).toBe(3_000);
    expect(liveErrorMs(four, "vanished", { connectMs: 500 })).toBe(500);
  });
});

describe("live errors that take a server with fall 3 down", () => {
  test.each<[Observation["onError"], number | undefined]>([
    ["fastinter", undefined],
    ["fail-check", 30],
    ["sudden-death", 20],
    ["mark-down", 10],
  ])("%s: %s", (onError, errors) => {
    expect(liveErrorsToDown({ ...four, onError }, 3)).toBe(errors);
  });

  it("with fall 1 the first limit is enough", () => {
    for (const onError of ["fail-check", "sudden-death", "mark-down"] as const)
      expect(liveErrorsToDown({ ...four, onError }, 1)).toBe(10);
  });
});

it("errors only ever make an eviction earlier", () => {
  expect(evictionWithErrors(windowOf(6_000, 9_000), 0)).toEqual(windowOf(0, 9_000));
  expect(evictionWithErrors(windowOf(6_000, 9_000), 50_000)).toEqual(windowOf(6_000, 9_000));
});
