import { describe, expect, test } from "vitest";
import { decomposeEviction, decomposeReadmission } from "../../src/checks/decomposition-server.ts";
import type { Part } from "../../src/checks/decomposition.ts";
import { instant, type At } from "../../src/timeline/clock.ts";
import type { ConnectionEvent, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { baseline, crash, healed, injected, probed, server } from "../timeline/recording.ts";

const view = { balancer: "lb1", server: "kms/kms1" };
const wire = { address: "10.8.0.21", ports: [9998] };

function connection(at: At, rest: Partial<ConnectionEvent>): TimelineEvent {
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
const good = (at: At): TimelineEvent =>
  connection(at, { askedAt: instant(at), dataAt: instant(at + 2), status: 200, endedAt: instant(at + 3) });
const frozen = (at: At): TimelineEvent =>
  connection(at, { askedAt: instant(at), endedAt: instant(at + 1000) });

function told(passed: boolean, at: At, rest: { balancer?: string; status?: string } = {}): TimelineEvent {
  return {
    kind: "check",
    balancer: "lb1",
    backend: "kms",
    server: "kms1",
    passed,
    status: passed ? "passed" : "failed (check status 12)",
    health: 1,
    at: instant(at, at + 10),
    ...rest,
  };
}

const all: readonly TimelineEvent[] = [
  ...baseline(),
  ...probed({ down: [[1500, 5200, "timeout"]], to: 14_000, servedBy: "kms2" }),
  ...probed({ probe: "kms1-only", from: 11_000, to: 14_000, servedBy: "kms1" }),
  server("kms1", "UP", -100),
  good(-100),
  injected(crash, instant(1000, 1004)),
  frozen(950),
  told(false, 1500, { status: "unknown (check status 1)" }),
  told(false, 1600, { balancer: "lb2" }),
  told(false, 1950),
  frozen(2950),
  told(false, 3950),
  server("kms1", "DOWN", instant(5950, 5952)),
  healed(crash, instant(8000, 8010)),
  good(9000),
  told(true, 9003),
  good(11_000),
  server("kms1", "UP", instant(11_003, 11_005)),
  { kind: "mark", mark: "observed-until", at: 14_000 },
];
const timeline = new Timeline(all);
const summary = (parts: readonly Part[]): unknown[] =>
  parts.map((part) =>
    part.kind === "seen" ? [part.from, part.to, part.tookMs.minMs, part.tookMs.maxMs] : [part.to, part.why],
  );

describe("an eviction is made of", () => {
  test("the wait for a check, its failing, the others' failing, and what clients felt after", () => {
    const { parts, by, subject } = decomposeEviction(timeline, view, { wire, ignoring: ["kms1-only"] });
    expect([by, subject]).toEqual(["lb1", "kms/kms1"]);
    expect(summary(parts)).toEqual([
      ["fault", "the first failing check begins", -54, -50],
      ["the first failing check begins", "the first check has failed", 1000, 1010],
      ["the first check has failed", "lb1 has it DOWN", 3990, 4002],
      ["lb1 has it DOWN", "last error of probe vip", expect.closeTo(-760.8, 6), expect.closeTo(-758.8, 6)],
    ]);
    expect(parts.map(({ knob }) => knob)).toEqual([
      expect.stringContaining("inter"),
      expect.stringContaining("timeout check"),
      expect.stringContaining("fall"),
      expect.stringContaining("retries"),
    ]);
  });

  test("less, where the checks were not captured: that is said", () => {
    const { parts } = decomposeEviction(timeline, view);
    expect(parts[0]).toMatchObject({ kind: "missing", why: "the checks were not captured" });
    expect(parts[1]).toMatchObject({ kind: "seen", from: "fault", to: "the first check has failed" });
  });

  test("less, where the balancer told of no check, or a probe had no error", () => {
    const untold = new Timeline(all.filter(({ kind }) => kind !== "check"));
    const { parts } = decomposeEviction(untold, view, { wire });
    expect(parts[1]).toMatchObject({ kind: "missing", why: "lb1 told of no failed check" });
    expect(parts.at(-1)).toMatchObject({ kind: "missing", why: "probe kms1-only had no error" });
  });

  test("nothing, where the server stayed", () => {
    const stayed = new Timeline([server("kms1", "UP", -100), injected(crash), ...probed(), healed(crash)]);
    expect(() => decomposeEviction(stayed, view)).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
    );
  });
});

describe("a re-admission is made of", () => {
  test("the wait for a good check, the others, and the first answer that clients get", () => {
    const { parts } = decomposeReadmission(timeline, view, { wire });
    expect(summary(parts)).toEqual([
      ["heal", "the first good check", 993, 1003],
      ["the first good check", "lb1 has it UP", 2000, 2002],
      ["first answer of kms1 to probe vip", "kms1 answered no probe vip after that"],
      [
        "lb1 has it UP",
        "first answer of kms1 to probe kms1-only",
        expect.closeTo(5.2, 6),
        expect.closeTo(8.2, 6),
      ],
    ]);
    expect(parts.slice(0, 2).map(({ knob }) => knob)).toEqual([
      expect.stringContaining("downinter"),
      expect.stringContaining("rise"),
    ]);
  });

  test("the same by the balancer's own word, where the checks were not captured", () => {
    const { parts } = decomposeReadmission(timeline, view);
    expect(summary(parts)[0]).toEqual(["heal", "the first good check", 993, 1013]);
  });

  test("nothing, where the server stayed out", () => {
    const out = new Timeline(
      all.filter((event) => event.kind !== "server" || event.state === "DOWN" || event.at.notBefore < 0),
    );
    expect(() => decomposeReadmission(out, view)).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
    );
  });
});
