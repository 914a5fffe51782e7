import { describe, expect, test } from "vitest";
import type { Claimant } from "../../src/checks/exact-claimant.ts";
import { exactTakeover } from "../../src/checks/exact-takeover.ts";
import { instant, type At, type Instant } from "../../src/timeline/clock.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { freeze, healed, held, hostLoss, injected, released, vip } from "../timeline/recording.ts";

const [lb1, lb2] = ["10.9.0.11", "10.9.0.12"];

/** lb2 as the published configuration has it: priority 102, one advertisement a second, version 2. */
const claimant: Claimant = {
  host: "lb2",
  sources: [lb2],
  macs: ["02:42:0a:09:00:0c"],
  routerId: 51,
  priority: 102,
  nopreempt: false,
  preemptDelayMs: 0,
  masterDownMs: 3601.5625,
  skewMs: 601.5625,
  network: "front",
  hostOf: { [lb1]: "lb1", [lb2]: "lb2" },
};

function advert(source: string, priority: number, at: At, routerId = 51): TimelineEvent {
  return { kind: "advert", source, version: 2, routerId, priority, intervalMs: 1000, at: instant(at) };
}

function said(host: string, text: string, at: At): TimelineEvent {
  return { kind: "log", host, program: "keepalived_vrrp", text, at: instant(at) };
}

function backup(host: string, at: Instant): TimelineEvent {
  return { kind: "vrrp", host, instance: "VI_1", state: "BACKUP", at };
}

/** lb1 advertises at 0.5 and 1.5 s …, as long as it can; lb2 takes the address at `movedAt`. */
function run(movedAt: At, ...events: readonly TimelineEvent[]): Timeline {
  return new Timeline([
    held("lb1", -50),
    ...events,
    advert(lb2, 102, movedAt),
    held("lb2", instant(movedAt + 1, movedAt + 3)),
    { kind: "mark", mark: "observed-until", at: 20_000 },
  ]);
}

const lost = injected(hostLoss, instant(1000, 1004));

describe("the exact instant of a takeover", () => {
  test("is Master_Down_Interval after the last advertisement, and the first one of the new master dates it", () => {
    const timeline = run(4102.4, advert(lb1, 103, -500), advert(lb1, 103, 500), lost);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({
      kind: "exact",
      since: "the last accepted advertisement, of 10.9.0.11",
      sinceAt: instant(500),
      exactAt: instant(4101.5625),
      measuredBy: "its first advertisement",
      residualMs: { minMs: expect.closeTo(0.8375, 6) as number, maxMs: expect.closeTo(0.8375, 6) as number },
    });
  });

  test("shows by how much a takeover came too late", () => {
    const timeline = run(5000, advert(lb1, 103, 500), lost);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({
      residualMs: { minMs: 898.4375, maxMs: 898.4375 },
    });
  });

  test("carries the uncertainty of what it is counted from", () => {
    const last: TimelineEvent = { ...advert(lb1, 103, 500), at: instant(499, 501) } as TimelineEvent;
    expect(exactTakeover(run(4101.5625, last, lost), vip, { claimant })).toMatchObject({
      exactAt: instant(4100.5625, 4102.5625),
      residualMs: { minMs: -1, maxMs: 1 },
    });
  });

  test("is Skew_Time after a farewell, of which the last one counts", () => {
    const timeline = run(1612, advert(lb1, 103, 500), lost, advert(lb1, 0, 1010), advert(lb1, 0, 1010.4));
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({
      since: "the farewell of 10.9.0.11",
      exactAt: instant(1611.9625),
    });
  });

  test("ignores lower advertisements: a backup that preempts discards them", () => {
    const lower = [1500, 2500, 3500].map((at) => advert(lb1, 101, at));
    const timeline = run(4102, advert(lb1, 103, 500), lost, ...lower);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ exactAt: instant(4101.5625) });
  });

  test("counts lower ones where the backup does not preempt, or not yet", () => {
    const lower = [1500, 2500, 3500].map((at) => advert(lb1, 101, at));
    const timeline = run(7102, advert(lb1, 103, 500), lost, ...lower);
    const patient = { ...claimant, nopreempt: true };
    expect(exactTakeover(timeline, vip, { claimant: patient })).toMatchObject({ sinceAt: instant(3500) });
    const delayed = { ...claimant, preemptDelayMs: 1500 };
    expect(exactTakeover(timeline, vip, { claimant: delayed })).toMatchObject({ sinceAt: instant(2500) });
  });

  test("ignores other routers on the same wire", () => {
    const timeline = run(4102, advert(lb1, 103, 500), lost, advert(lb1, 103, 1500, 52));
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ sinceAt: instant(500) });
  });

  test("counts from when it became a backup, if no advertisement was accepted since", () => {
    const timeline = run(
      4912,
      advert(lb1, 103, 500),
      lost,
      backup("lb2", instant(1310, 1311)),
      advert(lb1, 101, 1500),
    );
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({
      since: "its becoming a backup",
      sinceAt: instant(1310, 1311),
    });
  });

  test("of a master that stepped down counts from the advertisement that it stepped down for", () => {
    const timeline = run(4102, backup("lb2", instant(500.2, 504)), advert(lb1, 103, 500), lost);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ sinceAt: instant(500) });
  });
});

describe("an advertisement that a fault kept from the claimant", () => {
  const deaf: FaultPlan = {
    kind: "partition",
    hosts: ["lb2"],
    network: "front",
    only: "vrrp",
    direction: "in",
  };
  const injectedDeaf = injected(deaf, instant(1000, 1004));
  const onTheWire = [advert(lb1, 103, 500), advert(lb1, 103, 1500), advert(lb1, 103, 2500)];

  test.each<[string, FaultPlan]>([
    ["which is deaf to everybody", deaf],
    ["which is deaf to the sender", { kind: "partition", hosts: ["lb2"], from: ["lb1"] }],
    ["to which the sender is mute", { kind: "partition", hosts: ["lb1"], from: ["lb2"], direction: "out" }],
    ["whose link is down", { kind: "link-down", hosts: ["lb2"], network: "front" }],
  ])("%s did not set its timer", (_, plan) => {
    const timeline = run(4102, ...onTheWire, injected(plan, instant(1000, 1004)));
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ sinceAt: instant(500) });
  });

  test.each<[string, FaultPlan]>([
    ["that hurts another network", { ...deaf, network: "back" }],
    ["of TCP alone", { ...deaf, only: "tcp" }],
    ["in the other direction", { ...deaf, direction: "out" }],
    ["between others", { kind: "partition", hosts: ["lb2"], from: ["kms1"] }],
  ])("did, where the fault is one %s", (_, plan) => {
    const timeline = run(6102, ...onTheWire, injected(plan, instant(1000, 1004)));
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ sinceAt: instant(2500) });
  });

  test("and after the heal does again", () => {
    const events = [...onTheWire, injectedDeaf, healed(deaf, instant(2000, 2004))];
    expect(exactTakeover(run(6102, ...events), vip, { claimant })).toMatchObject({ kind: "inexact" });
    const later = [...events, injected(hostLoss, instant(2600))];
    const timeline = new Timeline([
      { kind: "mark", mark: "baseline-end", at: 2550 },
      ...run(6102, ...later).events,
    ]);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({ sinceAt: instant(2500) });
  });

  test("perhaps, because it came while the fault did, makes the figure as wide as it is", () => {
    const timeline = run(4102, advert(lb1, 103, 500), advert(lb1, 103, 1002), injectedDeaf);
    expect(exactTakeover(timeline, vip, { claimant })).toMatchObject({
      exactAt: instant(4101.5625, 4603.5625),
      residualMs: { minMs: -501.5625, maxMs: expect.closeTo(0.4375, 6) as number },
    });
  });
});

describe("a failback", () => {
  const returning: Claimant = {
    ...claimant,
    host: "lb1",
    sources: [lb1],
    priority: 103,
    masterDownMs: 3597.65625,
    skewMs: 597.65625,
  };
  const moved = [
    held("lb1", -50),
    lost,
    held("lb2", 4102),
    advert(lb2, 102, 4102),
    healed(hostLoss, instant(6000, 6010)),
  ];

  test("of a balancer that was started again counts from its becoming a backup", () => {
    const events = [
      ...moved,
      ...[5102, 6102, 7102].map((at) => advert(lb2, 102, at)),
      backup("lb1", instant(6050, 6051)),
      advert(lb1, 103, 9648.5),
      held("lb1", 9649),
    ];
    expect(exactTakeover(new Timeline(events), vip, { claimant: returning, from: "heal" })).toMatchObject({
      since: "its becoming a backup",
      exactAt: instant(9647.65625, 9648.65625),
    });
  });

  test("by a weight counts from the last advertisement before the weight came back, by its own log", () => {
    const events = [
      ...moved,
      said("lb1", "Keepalived_vrrp[47]: (VI_1) Changing effective priority from 103 to 101", 1200),
      ...[5102, 6102, 7102, 8102].map((at) => advert(lb2, 102, at)),
      said("lb1", "Keepalived_vrrp[47]: (VI_1) Changing effective priority from 101 to 103", 7500),
      advert(lb1, 103, 10_700),
      held("lb1", 10_701),
    ];
    expect(exactTakeover(new Timeline(events), vip, { claimant: returning, from: "heal" })).toMatchObject({
      sinceAt: instant(7102),
      exactAt: instant(10_699.65625),
    });
  });

  test("of one that was frozen has no timer: it had held the address all along", () => {
    const events = [
      held("lb1", -50),
      injected(freeze, 1000),
      held("lb2", 4102),
      healed(freeze, instant(6000, 6010)),
      released("lb2", 6020),
    ];
    expect(exactTakeover(new Timeline(events), vip, { claimant: returning, from: "heal" })).toEqual({
      kind: "inexact",
      why: `lb1 had held ${vip} all along`,
    });
  });
});

describe("nothing is guessed", () => {
  test.each<[string, Timeline, Partial<Claimant>]>([
    ["where no advertisement was captured", run(4102, lost), {}],
    ["where the address stayed", new Timeline([held("lb1", -50), lost]), {}],
    ["where somebody else took it", run(4102, advert(lb1, 103, 500), lost), { host: "lb3" }],
    [
      "where its priority is not the one that its times are known for",
      run(
        4102,
        advert(lb1, 103, 500),
        lost,
        said("lb2", "(VI_1) Changing effective priority from 102 to 100", 600),
      ),
      {},
    ],
  ])("%s", (_, timeline, other) => {
    expect(exactTakeover(timeline, vip, { claimant: { ...claimant, ...other } })).toMatchObject({
      kind: "inexact",
    });
  });

  test("without the new master's advertisement the kernel's address dates the takeover", () => {
    const events = [held("lb1", -50), advert(lb1, 103, 500), lost, held("lb2", instant(4103, 4108))];
    expect(exactTakeover(new Timeline(events), vip, { claimant })).toMatchObject({
      measuredBy: "the kernel's address",
      measuredAt: instant(4103, 4108),
    });
  });

  test("without a fault there is nothing to judge", () => {
    expect(() => exactTakeover(new Timeline([held("lb1", 0)]), vip, { claimant })).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
    );
  });
});
