import { expect, test } from "vitest";
import { memberLanes } from "../../src/report/member-lanes.ts";
import { instant, type At } from "../../src/timeline/clock.ts";
import type { MemberAspect, TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";

function member(name: string, aspect: MemberAspect, at: At, holds = true, host = name): TimelineEvent {
  return { kind: "member", member: name, aspect, holds, host, at: instant(at) };
}

test("each thing that a member was is drawn for as long as it was it, whichever store told of it", () => {
  const timeline = new Timeline([
    member("pg1", "lock", 0, true, "etcd1"),
    member("pg1", "lock", 6_000, false, "etcd3"),
    member("pg2", "lock", 8_000, true, "etcd2"),
    member("pg2", "primary", 0, false),
    { kind: "mark", mark: "observed-until", at: 20_000 },
  ]);
  expect(memberLanes(timeline)).toEqual([
    { label: "pg1 holds the lock", bars: [{ fromMs: 0, toMs: 6_000, what: "held" }], instants: [] },
    { label: "pg2 takes writes", bars: [], instants: [] },
    { label: "pg2 holds the lock", bars: [{ fromMs: 8_000, toMs: 20_000, what: "held" }], instants: [] },
  ]);
});
