import { describe, expect, test } from "vitest";
import { exactEviction, exactReadmission, type WatchedServer } from "../../src/checks/exact-server.ts";
import { instant, type At } from "../../src/timeline/clock.ts";
import type { ConnectionEvent, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { crash, healed, injected, server } from "../timeline/recording.ts";

/** inter 3 s, fall 3, rise 2, and refused at once: DOWN 9 s after the last good check. */
const watched: WatchedServer = {
  balancer: "lb1",
  server: "kms/kms1",
  address: "10.8.0.21",
  ports: [9998],
  downAfterGoodMs: { minMs: 9000, maxMs: 9000 },
  upAfterBadMs: { minMs: 6000, maxMs: 6000 },
  upAfterFirstGoodMs: { minMs: 3000, maxMs: 3000 },
};

function check(at: At, rest: Partial<ConnectionEvent> = {}): TimelineEvent {
  return {
    kind: "connection",
    host: "lb1",
    purpose: "check",
    client: "10.8.0.11",
    address: "10.8.0.21",
    port: 9998,
    sentTo: "02:42:0a:08:00:15",
    outcome: "accepted",
    at: instant(at),
    ...rest,
  };
}

const good = (at: At, rest: Partial<ConnectionEvent> = {}): TimelineEvent =>
  check(at, {
    askedAt: instant(at + 1),
    dataAt: instant(at + 2),
    status: 200,
    endedAt: instant(at + 3),
    ...rest,
  });
const refused = (at: At): TimelineEvent =>
  check(at, { outcome: "refused", answeredAt: instant(at + 1), endedAt: instant(at + 1) });
const silent = (at: At): TimelineEvent => check(at, { outcome: "silence" });

function evicted(...events: readonly TimelineEvent[]): Timeline {
  return new Timeline([
    server("kms1", "UP", -100),
    injected(crash, instant(1000, 1004)),
    ...events,
    healed(crash, instant(20_000, 20_010)),
    { kind: "mark", mark: "observed-until", at: 40_000 },
  ]);
}

describe("the exact instant of an eviction", () => {
  test("cannot be told where a later step of the check fails, whose connection looks like a client's", () => {
    const told = (at: At): TimelineEvent => ({
      ...{ kind: "check", balancer: "lb1", backend: "kms", server: "kms1", passed: false, health: 2 },
      status: "failed (check status 8)",
      at: instant(at, at + 20),
    });
    const goodFirstSteps = [3, 3006, 6009, 9012].map((at) => good(at));
    const down = server("kms1", "DOWN", instant(9015, 9018));
    const timeline = evicted(...goodFirstSteps, told(3010), told(6013), down);
    expect(exactEviction(timeline, watched)).toMatchObject({ kind: "inexact" });
    const others = { ...watched, server: "kms/kms2" };
    expect(() => exactEviction(timeline, others)).toThrow();
  });

  test("is counted from the end of the last good check", () => {
    const timeline = evicted(
      good(-3000),
      good(3),
      ...[3006, 6007, 9008].map(refused),
      server("kms1", "DOWN", instant(9009, 9012)),
    );
    expect(exactEviction(timeline, watched)).toMatchObject({
      kind: "exact",
      since: "the end of the last good check",
      sinceAt: instant(6),
      exactAt: instant(9006),
      measuredBy: "lb1's own word",
      residualMs: { minMs: 3, maxMs: 6 },
    });
  });

  test("is as wide as failing checks are long, where they last from one to another length", () => {
    const wide = { ...watched, downAfterGoodMs: { minMs: 9000, maxMs: 12_000 } };
    const timeline = evicted(good(3), server("kms1", "DOWN", instant(10_000)));
    expect(exactEviction(timeline, wide)).toMatchObject({
      exactAt: instant(9006, 12_006),
      residualMs: { minMs: -2006, maxMs: 994 },
    });
  });

  test.each([
    ["an error", good(3, { status: 500 })],
    ["no answer to what it asked", check(3, { askedAt: instant(4), endedAt: instant(3004) })],
    ["a refusal", refused(3)],
    ["silence", silent(3)],
  ])("does not count a check that got %s as good", (_, bad) => {
    const timeline = evicted(good(-3000), bad, server("kms1", "DOWN", 6003));
    expect(exactEviction(timeline, watched)).toMatchObject({ sinceAt: instant(-2997) });
  });

  test("counts a check that only connects as good when it is accepted", () => {
    const timeline = evicted(check(3, { endedAt: instant(3.2) }), server("kms1", "DOWN", 9004));
    expect(exactEviction(timeline, watched)).toMatchObject({ exactAt: instant(9003.2) });
  });

  test.each<[string, Partial<ConnectionEvent>]>([
    ["another balancer's", { host: "lb2" }],
    ["another server's", { address: "10.8.0.22" }],
    ["another port's", { port: 5696 }],
    ["a client's connection", { purpose: "client" }],
  ])("takes no account of %s", (_, other) => {
    const timeline = evicted(good(3), good(2000, other), server("kms1", "DOWN", 9004));
    expect(exactEviction(timeline, watched)).toMatchObject({ sinceAt: instant(6) });
  });

  test("is not known where the checks were not captured, or the server stayed", () => {
    const uncaptured = evicted(server("kms1", "DOWN", 9004));
    expect(exactEviction(uncaptured, watched)).toMatchObject({ kind: "inexact" });
    expect(exactEviction(evicted(good(3)), watched)).toMatchObject({ kind: "inexact" });
  });
});

describe("the exact instant of a re-admission", () => {
  const down = server("kms1", "DOWN", 9009);

  test("is counted from the end of the last failing check", () => {
    const timeline = evicted(
      down,
      refused(18_000),
      good(21_001),
      good(24_004),
      server("kms1", "UP", instant(24_008)),
    );
    expect(exactReadmission(timeline, watched)).toMatchObject({
      since: "the end of the last failing check",
      exactAt: instant(24_001),
      residualMs: { minMs: 7, maxMs: 7 },
    });
  });

  test("is counted from the first good one where the failing one left no end on the wire", () => {
    const timeline = evicted(
      down,
      silent(18_000),
      good(24_000),
      good(27_003),
      server("kms1", "UP", instant(27_010)),
    );
    expect(exactReadmission(timeline, watched)).toMatchObject({
      since: "the end of the first good check",
      sinceAt: instant(24_003),
      exactAt: instant(27_003),
    });
  });

  test("is counted from the first good one where others failed since that left no trace on the wire", () => {
    const timeline = evicted(
      down,
      refused(12_000),
      good(24_000),
      good(27_003),
      server("kms1", "UP", instant(27_010)),
    );
    expect(exactReadmission(timeline, watched)).toMatchObject({ sinceAt: instant(24_003) });
  });

  test("is counted from the first good one since DOWN where clients use the port, and failing checks look like theirs", () => {
    const timeline = evicted(
      good(3),
      down,
      good(24_000),
      good(27_003),
      server("kms1", "UP", instant(27_010)),
    );
    expect(exactReadmission(timeline, watched)).toMatchObject({ sinceAt: instant(24_003) });
  });

  test("is not known where no check was captured, or the server stayed out", () => {
    const uncaptured = evicted(down, silent(18_000), server("kms1", "UP", 27_010));
    expect(exactReadmission(uncaptured, watched)).toMatchObject({ kind: "inexact" });
    expect(exactReadmission(evicted(down, refused(18_000)), watched)).toMatchObject({ kind: "inexact" });
  });
});
