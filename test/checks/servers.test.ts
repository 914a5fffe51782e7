import { describe, expect, test } from "vitest";
import { eviction } from "../../src/checks/eviction.ts";
import { readmission } from "../../src/checks/readmission.ts";
import { serverViews } from "../../src/checks/server-views.ts";
import { instant } from "../../src/timeline/clock.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { baseline, crash, evicted, healed, injected, noop, server } from "../timeline/recording.ts";

const view = { balancer: "lb1", server: "kms/kms1" };
const nothingToJudge = expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as unknown;

describe("eviction", () => {
  test("is measured from the fault until a balancer has the server down", () => {
    expect(eviction(new Timeline(evicted({ downMs: 2000 })), view)).toMatchObject({
      kind: "seen",
      by: "lb1",
      tookMs: { minMs: 1996, maxMs: 2020 },
    });
  });

  test("did not happen where nothing was broken", () => {
    const events = [server("kms1", "UP", 0), injected(noop), healed(noop)];
    expect(eviction(new Timeline(events), view)).toMatchObject({ kind: "not-seen", observedMs: 5000 });
  });

  test("tells of a server that came back although the fault went on", () => {
    const events = [
      ...[server("kms1", "UP", 0), injected(crash), server("kms1", "DOWN", 3000)],
      ...[server("kms1", "UP", 4000), server("kms1", "DOWN", 5000), healed(crash)],
    ];
    expect(eviction(new Timeline(events), view)).toMatchObject({
      tookMs: { minMs: 2000 },
      detail: expect.stringContaining("came back 1 times") as unknown,
    });
  });

  test.each([
    ["of a balancer that said nothing", { balancer: "lb9", server: "kms/kms1" }],
    ["of a server that nobody knows", { balancer: "lb1", server: "kms/kms9" }],
  ])("cannot be judged %s", (_, unknown) => {
    expect(() => eviction(new Timeline(evicted()), unknown)).toThrow(nothingToJudge);
  });

  test("cannot be judged where the server was down before the fault", () => {
    const events = [server("kms1", "DOWN", 0), injected(crash), healed(crash)];
    expect(() => eviction(new Timeline(events), view)).toThrow(nothingToJudge);
  });
});

describe("re-admission", () => {
  test("is measured from the heal until a balancer has the server up", () => {
    expect(readmission(new Timeline(evicted({ upMs: 1000 })), view)).toMatchObject({
      tookMs: { minMs: 996, maxMs: 1020 },
    });
  });

  test("did not happen where the server stays out to the end", () => {
    const events = [
      ...[server("kms1", "UP", 0), injected(crash), server("kms1", "DOWN", 3000), healed(crash)],
      server("kms2", "UP", 9000),
    ];
    expect(readmission(new Timeline(events), view)).toMatchObject({ kind: "not-seen", observedMs: 3000 });
  });

  test("tells of a server that fell out again", () => {
    const events = [...evicted(), server("kms1", "DOWN", 7800)];
    expect(readmission(new Timeline(events), view).detail).toContain("taken out again 1 times");
  });

  test("cannot be judged where the server was never taken out", () => {
    const events = [server("kms1", "UP", 0), injected(crash), healed(crash)];
    expect(() => readmission(new Timeline(events), view)).toThrow(nothingToJudge);
  });
});

describe("server views", () => {
  test("agree where every balancer has every server up", () => {
    expect(serverViews(new Timeline(evicted()))).toMatchObject({ holds: true });
  });

  test("differ where a balancer in reserve lacks a server", () => {
    const events = [
      ...baseline(),
      ...[server("kms1", "UP", 0), server("kms2", "UP", 0), server("kms1", "UP", 0, "lb2")],
    ];
    expect(serverViews(new Timeline(events))).toMatchObject({
      holds: false,
      detail: "lb2 has kms/kms2 not at all",
    });
  });

  test("of one balancer alone prove nothing", () => {
    const events = [...baseline(), server("kms1", "UP", instant(0))];
    expect(() => serverViews(new Timeline(events))).toThrow(nothingToJudge);
  });
});
