import { describe, expect, test } from "vitest";
import { countsOf, ledger, ledgerOf, rpo } from "../../src/checks/ledger.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { ReadBackEvent, TimelineEvent, WriteEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { faultAt, healed, hostLoss, injected } from "../timeline/recording.ts";

function wrote(id: string, at: number, effect: WriteEvent["effect"] = "acknowledged"): TimelineEvent {
  return { kind: "write", probe: "write", id, effect, sentAt: at - 2, at };
}

function readBack(id: string, found?: number): ReadBackEvent {
  return { kind: "read-back", probe: "write", id, ...(found === undefined ? {} : { found }), at: 7000 };
}

const faults = [injected(hostLoss, instant(faultAt, faultAt + 4)), healed(hostLoss)];

/** Three writes before the fault, one nobody answered, one after the heal; each there as often as it should be. */
const kept: readonly TimelineEvent[] = [
  ...faults,
  ...[wrote("a", 400), wrote("b", 900), wrote("c", 990), wrote("d", 1200, "unknown"), wrote("e", 6500)],
  ...[readBack("a", 1), readBack("b", 1), readBack("c", 1), readBack("d", 0), readBack("e", 1)],
];

const instead = (read: ReadBackEvent): Timeline =>
  new Timeline([...kept.filter((event) => event.kind !== "read-back" || event.id !== read.id), read]);

describe("a ledger of acknowledged writes", () => {
  test("holds where each is there once, and one that nobody answered may be missing", () => {
    expect(ledger(new Timeline(kept), "write")).toEqual({
      kind: "condition",
      holds: true,
      detail: "probe write: 5 writes: 4 stable, 1 indeterminate (0 took effect); RPO 0 ms ± 0 ms",
    });
  });

  test("holds where one that nobody answered has taken effect", () => {
    expect(ledger(instead(readBack("d", 1)), "write")).toMatchObject({
      holds: true,
      detail: expect.stringContaining("1 indeterminate (1 took effect)") as string,
    });
  });

  test("is broken by a lost write, whose age at the fault is the recovery point", () => {
    const lost = instead(readBack("b", 0));
    expect(ledger(lost, "write")).toMatchObject({
      holds: false,
      detail: expect.stringContaining("3 stable, 1 lost") as string,
    });
    expect(rpo(lost, "write")).toMatchObject({ kind: "seen", tookMs: { minMs: 100, maxMs: 104 } });
  });

  test("counts the oldest of several lost writes", () => {
    const events = instead(readBack("b", 0)).events;
    const both = [
      ...events.filter((event) => event.kind !== "read-back" || event.id !== "a"),
      readBack("a", 0),
    ];
    expect(ledgerOf(new Timeline(both), "write").rpoMs).toEqual({ minMs: 600, maxMs: 604 });
  });

  test("is broken by a write that was lost although it was acknowledged after the fault; it has no age then", () => {
    const lost = instead(readBack("e", 0));
    expect(ledger(lost, "write")).toMatchObject({ holds: false });
    expect(rpo(lost, "write")).toMatchObject({ tookMs: { minMs: 0, maxMs: 0 } });
  });

  test("is broken by a duplicate, acknowledged or not", () => {
    for (const id of ["c", "d"]) {
      expect(ledger(instead(readBack(id, 2)), "write"), id).toMatchObject({
        holds: false,
        detail: expect.stringContaining("1 duplicated") as string,
      });
    }
  });

  test("asks nothing of writes that came after the read-back had begun", () => {
    const late = new Timeline([...kept, wrote("f", 7100)]);
    expect(countsOf(ledgerOf(late, "write").writes)).toMatchObject({ stable: 4, "never-read": 0 });
  });

  test.each([
    ["nothing was read back", kept.filter(({ kind }) => kind !== "read-back")],
    [
      "nothing was acknowledged",
      kept.filter((event) => event.kind !== "write" || event.effect === "unknown"),
    ],
    ["one was never read", kept.filter((event) => event.kind !== "read-back" || event.id !== "a")],
    ["nobody could tell of one", instead(readBack("a")).events],
  ])("proves nothing where %s", (_why, events) => {
    expect(() => ledger(new Timeline(events), "write")).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }) as Error,
    );
  });

  test("is broken all the same where one is lost and another was never read", () => {
    const events = instead(readBack("b", 0)).events.filter(
      (event) => event.kind !== "read-back" || event.id !== "a",
    );
    expect(ledger(new Timeline(events), "write")).toMatchObject({ holds: false });
  });
});
