import { describe, expect, test } from "vitest";
import { instant } from "../../src/timeline/clock.ts";
import type { DisturbanceEvent, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { stalledMs, unfitJudgement, unfitToInject, unfitTrial } from "../../src/verdict/fitness.ts";
import {
  baseline,
  evicted,
  failover,
  healed,
  held,
  hostLoss,
  injected,
  partition,
  probed,
  released,
  server,
} from "../timeline/recording.ts";
import { trial } from "./trial.ts";

function unfit(events: readonly TimelineEvent[], failingByDesign: readonly string[] = []): readonly string[] {
  return unfitTrial(trial({ failingByDesign }, events));
}

function disturbed(what: DisturbanceEvent["what"], from: number, to: number): TimelineEvent {
  return { kind: "disturbance", what, detail: `${to - from} ms`, at: instant(from, to) };
}

describe("a trial is fit", () => {
  test.each([
    ["a failover", failover()],
    ["an eviction", evicted()],
  ])("when it is witnessed, healed and began clean: %s", (_, events) => {
    expect(unfit(events)).toEqual([]);
  });
});

describe("a trial is not fit", () => {
  const without = (kind: TimelineEvent["kind"]): TimelineEvent[] =>
    failover().filter((event) => event.kind !== kind);

  test("without a fault", () => {
    expect(unfit(without("fault"))).toEqual(["no fault was injected"]);
  });

  test("when its fault was not witnessed in force", () => {
    const events = [...without("fault"), injected(hostLoss, 1000, false), healed(hostLoss)];
    expect(unfit(events)).toEqual(["the fault was not witnessed in force: seen by the test"]);
  });

  test("when its heal was not witnessed", () => {
    const events = [...without("fault"), injected(hostLoss), healed(hostLoss, 6000, false)];
    expect(unfit(events)).toEqual(["the heal was not witnessed: seen by the test"]);
  });

  test("when it was never healed", () => {
    expect(unfit([...without("fault"), injected(hostLoss)])).toEqual(["the fault was not healed"]);
  });

  test("without a baseline", () => {
    expect(unfit(without("sample"))).toEqual(["no baseline was recorded"]);
  });

  test("when a probe failed before the fault, unless it fails on purpose", () => {
    const events = [...failover(), ...probed({ probe: "node", down: [[0, Infinity]] })];
    expect(unfit(events)).toEqual(["the baseline was not clean: probe node failed 99 times"]);
    expect(unfit(events, ["node"])).toEqual([]);
  });

  test("when nobody or two held the address before the fault", () => {
    expect(unfit([...failover(), released("lb1", 500)])).toEqual([
      "the baseline was not clean: 10.9.0.100 was held by nobody",
    ]);
    expect(unfit([...failover(), held("lb2", 500)])).toEqual([
      "the baseline was not clean: 10.9.0.100 was held by lb1 and lb2",
    ]);
  });

  test("when a server was out before the fault", () => {
    expect(unfit([...failover(), server("kms2", "DOWN", 500)])).toEqual([
      "the baseline was not clean: lb1 had kms/kms2 DOWN",
    ]);
  });

  test.each(["clock-step", "observer-lost"] as const)("after a %s, whenever it was", (what) => {
    expect(unfit([...failover(), disturbed(what, 7000, 7010)])).toEqual([`${what}: 10 ms`]);
  });

  test("when an observer was lost, unless the fault itself silenced its host", () => {
    const lost = (host: string, from: number, to: number): TimelineEvent => ({
      ...{ kind: "disturbance", what: "observer-lost", host, detail: `blind in ${host}` },
      at: instant(from, to),
    });
    expect(unfit([...failover(), lost("lb1", 1000, 6100)])).toEqual([]);
    expect(unfit([...failover(), lost("lb2", 1000, 6100)])).toEqual(["observer-lost: blind in lb2"]);
    expect(unfit([...failover(), lost("lb1", 7000, 7500)])).toEqual(["observer-lost: blind in lb1"]);
    expect(unfit([...failover({ plan: partition }), lost("lb1", 1000, 6100)])).toEqual([
      "observer-lost: blind in lb1",
    ]);
  });

  test("when the harness was stopped or failed", () => {
    expect(unfitTrial(trial({ stopped: "SIGSTOP for 10 s" }))).toEqual([
      "the harness was stopped: SIGSTOP for 10 s",
    ]);
    expect(unfitTrial(trial({ error: { code: "FAULT_FAILED", message: "no shell" } }))).toEqual([
      "the harness failed: no shell",
    ]);
  });
});

describe("a judgement is not fit", () => {
  const span = instant(1000, 3900);

  test("when the prober stalled while it was measured, but not when it stalled afterwards", () => {
    const during = new Timeline([...failover(), disturbed("prober-stalled", 2000, 2300)]);
    const after = new Timeline([...failover(), disturbed("prober-stalled", 7000, 7300)]);
    const judged = { span, boundMs: 3600, probe: "connect" };
    expect(unfitJudgement(during, judged)).toContain("prober-stalled: 300 ms");
    expect(unfitJudgement(after, judged)).not.toContain("prober-stalled: 300 ms");
    expect(unfitJudgement(during, { span, boundMs: 3600 }), "it was not measured with a probe").toEqual([]);
  });

  test("when the prober stalled for more than a twentieth of the bound, and not when for less", () => {
    const stalled = new Timeline([...failover(), disturbed("prober-stalled", 2000, 2100)]);
    const judged = { span, probe: "vip" };
    expect(unfitJudgement(stalled, { ...judged, boundMs: 1900 })).toEqual(["prober-stalled: 100 ms"]);
    expect(unfitJudgement(stalled, { ...judged, boundMs: 2100 })).toEqual([]);
    expect(stalledMs(stalled, judged)).toBe(100);
  });

  test("when a condition was watched with stalls of more than a twentieth of its stretch", () => {
    const stalled = (ms: number): Timeline =>
      new Timeline([...failover(), disturbed("prober-stalled", 2000, 2000 + ms)]);
    const judged = { span, boundMs: Infinity, probe: "vip" };
    expect(unfitJudgement(stalled(150), judged)).toEqual(["prober-stalled: 150 ms"]);
    expect(unfitJudgement(stalled(140), judged)).toEqual([]);
    expect(unfitJudgement(stalled(140), { ...judged, inDoubt: true })).toEqual(["prober-stalled: 140 ms"]);
  });

  test("before its fault while a program of the lab is starved", () => {
    const starved = new Timeline([...failover(), disturbed("starved", 500, 1000)]);
    expect(unfitToInject(starved, { failingByDesign: [], boundMs: 6000 })).toContain(
      "the machine starves the lab: 500 ms",
    );
  });

  test("when another sender stalled alone it bears on nothing else; when two did at once, it was the machine", () => {
    const stall = (probe: string, from: number): TimelineEvent => ({
      ...{ kind: "disturbance", what: "prober-stalled", probe, detail: `${probe} stalled` },
      at: instant(from, from + 300),
    });
    const judged = { span, boundMs: 3600, probe: "vip" };
    expect(unfitJudgement(new Timeline([...failover(), stall("kmip", 2000)]), judged)).toEqual([]);
    const both = new Timeline([...failover(), stall("kmip", 2000), stall("held", 2100)]);
    expect(unfitJudgement(both, judged)).toEqual([
      "prober-stalled: kmip stalled",
      "prober-stalled: held stalled",
    ]);
    expect(stalledMs(both, { span }), "what both lost is lost once").toBe(400);
  });

  test("when the noise floor exceeds a twentieth of the bound, and only then", () => {
    const noisy = new Timeline(failover({ lagMs: 101 }));
    expect(unfitJudgement(noisy, { span, boundMs: 2000 })).toEqual([
      "the noise floor of 101 ms exceeds a twentieth of 2.000 s",
    ]);
    expect(unfitJudgement(noisy, { span, boundMs: 2100 })).toEqual([]);
  });

  test("when the sender was late in the judged stretch; a stall before it adds nothing", () => {
    const late = (from: number): Timeline =>
      new Timeline(
        failover().map((event) =>
          event.kind === "sample" && event.scheduledAt >= from && event.scheduledAt < from + 100
            ? { ...event, sentAt: event.scheduledAt + 150 }
            : event,
        ),
      );
    expect(unfitJudgement(late(2000), { span, boundMs: 2000 })).toEqual([
      "the noise floor of 150 ms exceeds a twentieth of 2.000 s",
    ]);
    expect(unfitJudgement(late(500), { span, boundMs: 2000 })).toEqual([]);
  });

  test("when its probe has a hole in it", () => {
    const holed = failover().filter(
      (event) => event.kind !== "sample" || event.scheduledAt < 2000 || event.scheduledAt > 2400,
    );
    expect(unfitJudgement(new Timeline(holed), { span, boundMs: 3600, probe: "vip" })).toEqual([
      "probe vip stalled for 410 ms, more than a twentieth of 3.600 s",
    ]);
  });

  test("when its probe never said what it is", () => {
    const silent = failover().filter(({ kind }) => kind !== "probe");
    expect(unfitJudgement(new Timeline(silent), { span, boundMs: 3600, probe: "vip" })).toEqual([
      "probe vip never said what it is",
    ]);
  });
});

describe("before the fault", () => {
  const asked = { failingByDesign: [], boundMs: 2000 };

  test("a clean and quiet baseline may go on", () => {
    const events = [...baseline(), ...probed({ to: 990 }), held("lb1", -50)];
    expect(unfitToInject(new Timeline(events), asked)).toEqual([]);
  });

  test("a noisy or broken one is told of, so that the trial can wait", () => {
    const events = [...baseline(), ...probed({ to: 990, lagMs: 150, down: [[100, 120]] })];
    expect(unfitToInject(new Timeline(events), asked)).toEqual([
      "the baseline was not clean: probe vip failed 2 times",
      "the noise floor of 150 ms exceeds a twentieth of 2.000 s",
    ]);
  });
});
