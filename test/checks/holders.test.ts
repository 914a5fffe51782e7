import { describe, expect, test } from "vitest";
import { moves, oneHolder } from "../../src/checks/holders.ts";
import { dualHoldings, splitBrain } from "../../src/checks/split-brain.ts";
import { instant } from "../../src/timeline/clock.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import {
  baseline,
  failover,
  freeze,
  healed,
  held,
  hostLoss,
  injected,
  partition,
  released,
  vip,
} from "../timeline/recording.ts";

const frozen = [
  held("lb1", -50),
  injected(freeze),
  held("lb2", 4000),
  healed(freeze, 6000),
  released("lb2", 6020),
];

describe("split brain", () => {
  test("is when two hosts hold the address, and for how long", () => {
    expect(splitBrain(new Timeline(frozen), vip)).toMatchObject({
      kind: "seen",
      tookMs: { minMs: 3000, maxMs: 3000 },
      detail: "lb1 and lb2 both held 10.9.0.100 for 2.020 s ± 0 ms",
    });
  });

  test("is none where the lost host holds nothing any more", () => {
    const events = [held("lb1", -50), injected(hostLoss), held("lb2", 4000), healed(hostLoss)];
    expect(splitBrain(new Timeline(events), vip)).toMatchObject({ kind: "not-seen", observedMs: 5000 });
  });

  test("is none where the engine reports the holder's death", () => {
    const died: TimelineEvent = { kind: "engine", host: "lb1", action: "die", at: instant(1030) };
    const events = [held("lb1", -50), injected(partition), died, held("lb2", 4000), healed(partition)];
    expect(dualHoldings(new Timeline(events), vip)).toEqual([]);
  });

  test("is none where the overlap may be of no length", () => {
    const events = [
      ...[held("lb1", -50), injected(partition), held("lb2", instant(4000, 4010))],
      ...[released("lb1", instant(4005, 4008)), healed(partition)],
    ];
    expect(dualHoldings(new Timeline(events), vip)).toEqual([]);
  });
});

describe("exactly one holder", () => {
  const span = { since: "baseline-start", until: "baseline-end" } as const;

  test("holds through a quiet baseline", () => {
    expect(oneHolder(new Timeline(failover()), vip, span)).toMatchObject({ holds: true });
  });

  test("is broken by a second one", () => {
    const events = [...baseline(), held("lb1", -50), held("lb2", 400), injected(hostLoss)];
    expect(oneHolder(new Timeline(events), vip, span)).toMatchObject({
      holds: false,
      detail: "10.9.0.100 was held by lb1, lb2; lb1 and lb2 at once",
    });
  });

  test("is broken by a time without any", () => {
    const events = [
      ...baseline(),
      held("lb1", -50),
      released("lb1", 300),
      held("lb1", 500),
      injected(hostLoss),
    ];
    expect(oneHolder(new Timeline(events), vip, span)).toMatchObject({
      holds: false,
      detail: "10.9.0.100 was held by lb1; nobody for 200 ms",
    });
  });
});

describe("moves", () => {
  test("are counted over the whole trial: away and back again", () => {
    expect(moves(new Timeline(failover()), vip, { count: 2 })).toMatchObject({
      holds: true,
      detail: "10.9.0.100 was claimed 2 times (lb2 → lb1); 2 expected",
    });
  });

  test("that were not expected break the condition", () => {
    expect(moves(new Timeline(failover()), vip, { count: 0 })).toMatchObject({ holds: false });
  });
});
