import { describe, expect, test } from "vitest";
import { decomposeTakeover } from "../../src/checks/decomposition-takeover.ts";
import type { Part } from "../../src/checks/decomposition.ts";
import type { Claimant } from "../../src/checks/exact-claimant.ts";
import { instant, type At } from "../../src/timeline/clock.ts";
import type { ConnectionEvent, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import {
  baseline,
  freeze,
  healed,
  held,
  hostLoss,
  injected,
  probed,
  released,
  vip,
} from "../timeline/recording.ts";

const [lb1, lb2] = ["10.9.0.11", "10.9.0.12"];
const [macOf1, macOf2] = ["02:42:0a:09:00:0b", "02:42:0a:09:00:0c"];

const claimant: Claimant = {
  host: "lb2",
  sources: [lb2],
  macs: [macOf2],
  routerId: 51,
  priority: 102,
  nopreempt: false,
  preemptDelayMs: 0,
  masterDownMs: 3601.5625,
  skewMs: 601.5625,
  network: "front",
  hostOf: { [lb1]: "lb1", [lb2]: "lb2" },
};

const advert = (source: string, priority: number, at: At): TimelineEvent => ({
  kind: "advert",
  source,
  version: 2,
  routerId: 51,
  priority,
  intervalMs: 1000,
  at: instant(at),
});
const master = (host: string, at: At): TimelineEvent => ({
  kind: "vrrp",
  host,
  instance: "VI_1",
  state: "MASTER",
  at: instant(at, at + 1),
});
const garp = (mac: string, at: At): TimelineEvent => ({
  kind: "arp",
  operation: "request",
  gratuitous: true,
  address: vip,
  mac,
  at: instant(at),
});
const connected = (mac: string, at: At, rest: Partial<ConnectionEvent> = {}): TimelineEvent => ({
  kind: "connection",
  host: "client",
  purpose: "client",
  client: "10.9.0.50",
  address: vip,
  port: 5696,
  sentTo: mac,
  outcome: "accepted",
  at: instant(at),
  ...rest,
});

/** lb1 is lost at 1000 ms, 500 ms after its last advertisement; lb2 takes over at 4102 ms. */
const lost = injected(hostLoss, instant(1000, 1004));
const all: readonly TimelineEvent[] = [
  ...baseline(),
  ...probed({ down: [[1005, 4110]] }),
  held("lb1", -50),
  garp(macOf1, 200),
  advert(lb1, 103, 500),
  lost,
  advert(lb2, 102, 4102),
  held("lb2", instant(4102, 4104)),
  master("lb2", 4103),
  garp(macOf2, 4104),
  connected(macOf2, 4106),
  healed(hostLoss, instant(6000, 6004)),
  { kind: "mark", mark: "observed-until", at: 8000 },
];
const without = (wanted: (event: TimelineEvent) => boolean): Timeline =>
  new Timeline(all.filter((event) => !wanted(event)));
const summary = (parts: readonly Part[]): unknown[] =>
  parts.map((part) =>
    part.kind === "seen" ? [part.from, part.to, part.tookMs.minMs, part.tookMs.maxMs] : [part.to, part.why],
  );
const decomposed = (timeline: Timeline): readonly Part[] =>
  decomposeTakeover(timeline, vip, { claimant }).parts;

describe("a takeover is made of", () => {
  test("parts that begin where the one before ends, each with what to turn", () => {
    expect(summary(decomposed(new Timeline(all)))).toEqual([
      ["fault", "the last accepted advertisement, of 10.9.0.11", -504, -500],
      ["the last accepted advertisement, of 10.9.0.11", "lb2 is MASTER", 3603, 3604],
      ["lb2 is MASTER", "first gratuitous ARP", 0, 1],
      ["first gratuitous ARP", "a client first connects to lb2", 2, 2],
      [
        "a client first connects to lb2",
        "first success of probe vip",
        expect.closeTo(4.2, 6),
        expect.closeTo(5.2, 6),
      ],
    ]);
    expect(decomposed(new Timeline(all)).map(({ knob }) => knob)).toEqual([
      expect.stringContaining("chance"),
      expect.stringContaining("advert_int, vrrp_down_timer_adverts"),
      expect.stringContaining("none"),
      expect.stringContaining("garp_master_refresh"),
      expect.stringContaining("every 10 ms"),
    ]);
  });

  test("its sum is from the fault to the first success", () => {
    const seen = decomposed(new Timeline(all)).filter((part) => part.kind === "seen");
    const sum = seen.reduce((total, { tookMs }) => total + (tookMs.minMs + tookMs.maxMs) / 2, 0);
    expect(sum).toBeCloseTo(4110.7 - 1002, 6);
  });

  test("the wait for what tells of the fault, where the timer started only then: a farewell", () => {
    const timeline = new Timeline([...all, advert(lb1, 0, 3500)]);
    const [first, second] = decomposed(timeline);
    expect(first).toMatchObject({ to: "the farewell of 10.9.0.11", tookMs: { minMs: 2496, maxMs: 2500 } });
    expect(first?.knob).toContain("tracked script");
    expect(second?.knob).toBe("priority (skew)");
  });
});

describe("what was not seen is said to be missing", () => {
  test("and the next part begins at the last step that was seen", () => {
    const parts = decomposed(without((event) => event.kind === "arp" && event.mac === macOf2));
    expect(summary(parts).slice(2, 4)).toEqual([
      ["first gratuitous ARP", `no gratuitous ARP of lb2 for ${vip} was seen at that time`],
      ["lb2 is MASTER", "a client first connects to lb2", 2, 3],
    ]);
  });

  test("where nothing was captured at all, only keepalived's word and the probes are left", () => {
    const parts = decomposed(
      without(({ kind }) => kind === "arp" || kind === "advert" || kind === "connection"),
    );
    expect(parts.map(({ kind }) => kind)).toEqual(["missing", "seen", "missing", "missing", "seen"]);
    expect(parts[1]).toMatchObject({ from: "fault", to: "lb2 is MASTER" });
  });

  test("where a probe felt nothing, or was never well again", () => {
    const unhurt = new Timeline([...all, ...probed({ probe: "other" })]);
    expect(decomposed(unhurt).at(-1)).toMatchObject({ kind: "missing", why: "probe other felt no outage" });
    const lostForEver = new Timeline([...all, ...probed({ probe: "other", down: [[1005, 9000]] })]);
    expect(decomposed(lostForEver).at(-1)).toMatchObject({ why: "probe other had no success any more" });
  });

  test("probes that fail on purpose are left out", () => {
    const timeline = new Timeline([...all, ...probed({ probe: "direct", down: [[0, 9000]] })]);
    const { parts } = decomposeTakeover(timeline, vip, { claimant, ignoring: ["direct"] });
    expect(parts).toHaveLength(5);
  });
});

test("a failback is counted from the heal", () => {
  const returning: Claimant = { ...claimant, host: "lb1", sources: [lb1], macs: [macOf1], priority: 103 };
  const timeline = new Timeline([
    ...all,
    { kind: "vrrp", host: "lb1", instance: "VI_1", state: "BACKUP", at: instant(6010) },
    advert(lb1, 103, 9608),
    held("lb1", 9609),
    master("lb1", 9609),
  ]);
  const { of, parts } = decomposeTakeover(timeline, vip, { claimant: returning, from: "heal" });
  expect(of).toBe("failback");
  expect(parts[0]?.knob).toContain("how soon keepalived starts");
  expect(summary(parts).slice(0, 2)).toEqual([
    ["heal", "its becoming a backup", 6, 10],
    ["its becoming a backup", "lb1 is MASTER", 3599, 3600],
  ]);
});

test("what did not move cannot be taken apart", () => {
  const stayed = new Timeline([held("lb1", -50), lost, ...probed()]);
  const judged = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as Error;
  expect(() => decomposed(stayed)).toThrow(judged);
  const other = { ...claimant, host: "lb3" };
  expect(() => decomposeTakeover(new Timeline(all), vip, { claimant: other })).toThrow(judged);
});

test("the clients of a thawed balancer come back to it: the address was there all along", () => {
  const timeline = new Timeline([
    ...probed(),
    held("lb1", -50),
    injected(freeze, 1000),
    held("lb2", 4102),
    healed(freeze, instant(6000, 6010)),
    released("lb2", 6020),
    garp(macOf1, 6019),
  ]);
  const returning: Claimant = { ...claimant, host: "lb1", sources: [lb1], macs: [macOf1] };
  const { parts } = decomposeTakeover(timeline, vip, { claimant: returning, from: "heal" });
  expect(parts.map(({ kind }) => kind)).toEqual(["missing", "missing", "seen", "missing", "missing"]);
});
