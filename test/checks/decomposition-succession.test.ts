import { describe, expect, test } from "vitest";
import { decomposeSuccession } from "../../src/checks/decomposition-succession.ts";
import type { Part } from "../../src/checks/decomposition.ts";
import { instant, type At } from "../../src/timeline/clock.ts";
import type { MemberAspect, TimelineEvent } from "../../src/timeline/events.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { healed, injected, probed } from "../timeline/recording.ts";

const lost: FaultPlan = { kind: "host-loss", hosts: ["pg1"] };

function member(name: string, aspect: MemberAspect, at: At, holds = true): TimelineEvent {
  const host = aspect === "in-rotation" ? "dbproxy" : aspect === "lock" ? "etcd1" : name;
  return { kind: "member", member: name, aspect, holds, host, at: instant(at, at + 10) };
}

/** What a lab with ttl 6 s, loop_wait 1 s recorded, rounded. */
const before: readonly TimelineEvent[] = [
  member("pg1", "primary", 0),
  member("pg1", "lock", 0),
  member("pg1", "in-rotation", 0),
  injected(lost, instant(1000, 1010)),
];
const inherited: readonly TimelineEvent[] = [
  member("pg1", "in-rotation", 4200, false),
  member("pg1", "lock", 7300, false),
  member("pg2", "lock", 9400),
  member("pg2", "primary", 9500),
  member("pg2", "in-rotation", 9700),
];
const after: readonly TimelineEvent[] = [
  healed(lost, instant(13_000, 13_500)),
  member("pg1", "standby", 17_000),
  { kind: "mark", mark: "observed-until", at: 20_000 },
];
const clients = probed({ probe: "sql", down: [[1020, 9800, "timeout"]], to: 20_000 });
const timelineOf = (...events: readonly TimelineEvent[]): Timeline => new Timeline([...events]);
const summary = (parts: readonly Part[]): unknown[] =>
  parts.map((part) =>
    part.kind === "seen"
      ? [part.from, part.to, Math.round(part.tookMs.minMs), Math.round(part.tookMs.maxMs)]
      : [part.to, part.why],
  );

describe("a succession is made of", () => {
  test("the rest of the lease, the election, the promotion, the balancer's look, and the clients' next try", () => {
    const { by, parts } = decomposeSuccession(timelineOf(...before, ...inherited, ...clients, ...after));
    expect(by).toBe("pg2");
    expect(summary(parts)).toEqual([
      ["fault", "the lock of pg1 is gone", 6290, 6310],
      ["the lock of pg1 is gone", "pg2 has the lock", 2090, 2110],
      ["pg2 has the lock", "pg2 takes writes", 90, 110],
      ["pg2 takes writes", "pg2 has the clients", 190, 210],
      ["pg2 has the clients", "first success of probe sql", 90, 101],
    ]);
  });

  test("parts that say what nobody saw", () => {
    const unseen = inherited.filter((event) => event.kind === "member" && event.aspect !== "primary");
    const { parts } = decomposeSuccession(timelineOf(...before, ...unseen, ...clients, ...after));
    expect(summary(parts)).toContainEqual(["pg2 takes writes", "its PostgreSQL did not say so"]);
  });

  test("nothing where nobody inherited before the heal", () => {
    const back = timelineOf(...before, ...clients, healed(lost, 5000), ...inherited, ...after.slice(2));
    expect(() => decomposeSuccession(back)).toThrow("nobody took the lock of pg1");
  });

  test("nothing where there is no replicated database", () => {
    expect(() => decomposeSuccession(timelineOf(injected(lost), ...clients, ...after))).toThrow(
      "nobody held a lock",
    );
  });
});
