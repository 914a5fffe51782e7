import { describe, expect, test } from "vitest";
import { firstServed } from "../../src/checks/first-served.ts";
import { notice } from "../../src/checks/notice.ts";
import { outage } from "../../src/checks/outage.ts";
import { outcomes } from "../../src/checks/outcomes.ts";
import { answersByServer, servedBy } from "../../src/checks/served-by.ts";
import { stayUp } from "../../src/checks/stay-up.ts";
import { instant } from "../../src/timeline/clock.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { crash, healed, injected, probed, type Down } from "../timeline/recording.ts";

const nothingToJudge = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as unknown;

function recorded(...down: readonly Down[]): Timeline {
  return new Timeline([...probed({ down }), injected(crash), healed(crash)]);
}

describe("outage felt by a probe", () => {
  test("is the longest by default, all together where asked", () => {
    const timeline = recorded([1000, 2000], [3000, 3500]);
    expect(outage(timeline, { probe: "vip" })).toMatchObject({ tookMs: { minMs: 990, maxMs: 1010 } });
    expect(outage(timeline, { probe: "vip", part: "total" })).toMatchObject({
      tookMs: { minMs: 1480, maxMs: 1520 },
      detail: expect.stringContaining("failed 150 times (timeout) in 2 outages") as unknown,
    });
  });

  test("before the fault does not count", () => {
    expect(outage(recorded([100, 200]), { probe: "vip" })).toMatchObject({ kind: "not-seen" });
  });

  test("that never ended has no upper bound", () => {
    expect(outage(recorded([1000, Infinity]), { probe: "vip" })).toMatchObject({
      tookMs: { minMs: 7000, maxMs: Infinity },
    });
  });

  test("of an unknown probe cannot be judged", () => {
    expect(() => outage(recorded(), { probe: "nobody" })).toThrow(nothingToJudge);
  });
});

describe("staying up", () => {
  test("holds without a failure, and one failure breaks it", () => {
    expect(stayUp(recorded(), { probe: "vip" })).toMatchObject({ holds: true });
    expect(stayUp(recorded([1500, 1510]), { probe: "vip" })).toMatchObject({
      holds: false,
      detail: "probe vip, 701 samples: 700 ok, 1 timeout",
    });
  });

  test("is broken by a failure while the fault was still being injected: a reload that drops one connection", () => {
    const events = [
      ...probed({ down: [[1050, 1060, "refused"]] }),
      injected(crash, instant(1000, 1200)),
      healed(crash),
    ];
    expect(stayUp(new Timeline(events), { probe: "vip" })).toMatchObject({ holds: false });
  });

  test("is asked of a span: what failed before it does not matter", () => {
    const timeline = recorded([1000, 3000]);
    expect(stayUp(timeline, { probe: "vip", span: { since: "heal" } })).toMatchObject({ holds: true });
  });

  test("cannot be judged from fewer samples than asked for", () => {
    expect(() => stayUp(recorded(), { probe: "vip", minSamples: 1000 })).toThrow(nothingToJudge);
  });
});

test("outcomes hold where each is one of those allowed", () => {
  const timeline = recorded([0, Infinity, "unreachable"]);
  const span = { since: "baseline-start" } as const;
  expect(outcomes(timeline, { probe: "vip", allowed: ["timeout", "unreachable"], span })).toMatchObject({
    holds: true,
  });
  expect(outcomes(timeline, { probe: "vip", allowed: ["refused"], span })).toMatchObject({ holds: false });
});

describe("notice", () => {
  test("is when the first failure came back, not when it was scheduled", () => {
    const slow: TimelineEvent = {
      ...{ kind: "sample", probe: "session", scheduledAt: 990, sentAt: 990, doneAt: 51_000 },
      outcome: "closed",
      detail: "end of file",
    };
    const timeline = new Timeline([slow, injected(crash)]);
    expect(notice(timeline, "session")).toMatchObject({
      tookMs: { minMs: 50_000, maxMs: 50_000 },
      detail: "probe session was told: closed: end of file",
    });
  });

  test("is not seen where nothing failed", () => {
    expect(notice(recorded(), "vip")).toMatchObject({ kind: "not-seen", observedMs: 5000 });
  });
});

describe("who served", () => {
  const answers = (servers: readonly string[], from: number): TimelineEvent[] =>
    servers.flatMap((server, k) =>
      probed({ from: from + k, to: from + k + 590, lagMs: 0.25, servedBy: server }),
    );
  const shared = new Timeline([...answers(["kms1", "kms2"], 1000), injected(crash), healed(crash, 1900)]);

  test("is counted by server", () => {
    expect([...answersByServer(shared, "vip")]).toEqual([
      ["kms1", 60],
      ["kms2", 60],
    ]);
    expect(servedBy(shared, { probe: "vip", servers: ["kms1", "kms2"], tolerance: 0.02 })).toMatchObject({
      holds: true,
    });
  });

  test.each([
    ["a server that should not answer", ["kms1"]],
    ["a server that should answer and does not", ["kms1", "kms2", "kms3"]],
  ])("does not hold with %s", (_, servers) => {
    expect(servedBy(shared, { probe: "vip", servers })).toMatchObject({ holds: false });
  });

  test("does not hold where the shares are not fair", () => {
    const unfair = new Timeline([...shared.events, ...answers(["kms1"], 1700)]);
    expect(servedBy(unfair, { probe: "vip", servers: ["kms1", "kms2"], tolerance: 0.1 })).toMatchObject({
      holds: false,
    });
  });

  test("cannot be judged where no answer says who gave it", () => {
    expect(() => answersByServer(recorded(), "vip")).toThrow(nothingToJudge);
  });

  test("first served tells how soon a new server takes part", () => {
    const timeline = new Timeline([...answers(["kms1"], 0), injected(crash, 500), ...answers(["kms4"], 700)]);
    expect(firstServed(timeline, { probe: "vip", servedBy: "kms4" })).toMatchObject({
      tookMs: { minMs: 200.25, maxMs: 201.25 },
    });
    expect(firstServed(timeline, { probe: "vip", servedBy: "kms9" })).toMatchObject({ kind: "not-seen" });
  });

  test("first served since the heal does not count what answered before it", () => {
    const events = [injected(crash, 500), ...answers(["kms4"], 700), healed(crash, 2000)];
    const back = new Timeline([...events, ...answers(["kms4"], 2300)]);
    const asked = { probe: "vip", servedBy: "kms4", from: "heal" } as const;
    expect(firstServed(back, asked)).toMatchObject({ tookMs: { minMs: 300.25, maxMs: 301.25 } });
    expect(firstServed(new Timeline(events), asked)).toMatchObject({ kind: "not-seen" });
    expect(() =>
      firstServed(
        new Timeline(events.filter(({ kind }) => kind !== "fault").concat(injected(crash, 500))),
        asked,
      ),
    ).toThrow(nothingToJudge);
  });
});
