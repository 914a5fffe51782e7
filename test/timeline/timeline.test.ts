import { describe, expect, test } from "vitest";
import { instant } from "../../src/timeline/clock.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { baseline, crash, failover, healed, held, hostLoss, injected, probed, samples } from "./recording.ts";

const nothingToJudge = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as unknown;

describe("a timeline", () => {
  test("orders events by the earliest instant that they can have had, samples by their schedule", () => {
    const late = samples({ to: 0 }).map((sample) => ({
      ...sample,
      scheduledAt: 5,
      sentAt: 400,
      doneAt: 401,
    }));
    const timeline = new Timeline([held("lb2", instant(30, 31)), ...late, held("lb1", instant(4, 90))]);
    expect(timeline.events.map(({ kind }) => kind)).toEqual(["address", "sample", "address"]);
  });

  test("gives the samples of one probe, and refuses where there are none", () => {
    const timeline = new Timeline([...probed({ to: 50 }), ...probed({ probe: "web", to: 20 })]);
    expect(timeline.samplesOf("web")).toHaveLength(3);
    expect(timeline.sampled("nobody")).toEqual([]);
    expect(() => timeline.samplesOf("nobody")).toThrow(nothingToJudge);
  });

  test("a probe that was started again is still one probe", () => {
    const timeline = new Timeline([...probed({ to: 50 }), ...probed({ from: 60, to: 90 })]);
    expect(timeline.probes()).toHaveLength(1);
  });

  test("takes the first fault after the baseline for its own; what was broken before belongs to the scene", () => {
    const timeline = new Timeline([injected(crash, 0), ...baseline(100, 900), injected(hostLoss)]);
    expect(timeline.fault().plan).toEqual(hostLoss);
  });

  test("finds the heal of its own fault and of no other", () => {
    const timeline = new Timeline([injected(hostLoss), healed(crash, 2000), healed(hostLoss, 3000)]);
    expect(timeline.healed()?.at).toEqual(instant(3000));
  });

  test("has no fault where none was injected, and says so", () => {
    const timeline = new Timeline(probed());
    expect(timeline.injected()).toBeUndefined();
    expect(() => timeline.fault()).toThrow(nothingToJudge);
  });

  test("since keeps what may still have happened by then", () => {
    const timeline = new Timeline([held("lb1", instant(10, 20)), held("lb2", instant(30, 31))]);
    expect(timeline.since(15).events).toHaveLength(2);
    expect(timeline.since(25).events).toHaveLength(1);
  });

  test("ends with the last finite instant, even if a witness never came", () => {
    const timeline = new Timeline([...failover(), injected(hostLoss, instant(1000, Infinity))]);
    expect(timeline.end()).toBe(8001.2);
  });
});
