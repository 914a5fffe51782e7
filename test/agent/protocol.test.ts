import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AgentReader } from "../../src/agent/protocol.ts";
import type { Introduction } from "../../src/agent/protocol.ts";
import { atOf, dueUs, encodeSample } from "../../src/agent/sample-wire.ts";
import type { Completed, Schedule } from "../../src/agent/sample-wire.ts";
import type { Outcome, SampleEvent } from "../../src/timeline/events.ts";

const outcomes: readonly Outcome[] = [
  "ok", "refused", "reset", "timeout", "unreachable", "closed", "wrong", "server-error", "stale", "indeterminate",
]; // prettier-ignore

function introduction(schedule: Schedule): Introduction {
  return {
    kind: "probe",
    probe: "vip",
    clientClass: "new-connection",
    journey: "TCP connect",
    everyMs: schedule.everyUs / 1e3,
    deadlineMs: 400,
    at: 12.5,
    schedule,
  };
}

/** The event as the timeline knows it, made without the wire. */
function eventOf({ k, sentUs, doneUs, result }: Completed, schedule: Schedule): SampleEvent {
  const scheduledAt = atOf(dueUs(schedule, k));
  return { kind: "sample", probe: "vip", scheduledAt, sentAt: atOf(sentUs), doneAt: atOf(doneUs), ...result };
}

const schedules = fc.record({
  t0Us: fc.integer({ min: 0, max: 10 ** 13 }),
  everyUs: fc.integer({ min: 1_000, max: 10 ** 8 }),
});
const results = fc.record(
  { outcome: fc.constantFrom(...outcomes), servedBy: fc.string(), detail: fc.string() },
  { requiredKeys: ["outcome"] },
);
const samples = fc.record({
  k: fc.nat({ max: 10 ** 5 }),
  lagUs: fc.nat({ max: 10 ** 7 }),
  tookUs: fc.nat({ max: 10 ** 7 }),
  result: results,
});

describe("what an agent writes", () => {
  test("is read as exactly the samples that were taken", () => {
    fc.assert(
      fc.property(schedules, fc.array(samples), (schedule, taken) => {
        const completed = taken.map(({ k, lagUs, tookUs, result }) => {
          const sentUs = dueUs(schedule, k) + lagUs;
          return { k, sentUs, doneUs: sentUs + tookUs, result };
        });
        const reader = new AgentReader();
        reader.read(JSON.stringify(introduction(schedule)));
        const line = JSON.stringify(["vip", completed.map((sample) => encodeSample(sample, schedule))]);
        expect(reader.read(line)).toEqual(completed.map((sample) => eventOf(sample, schedule)));
      }),
    );
  });

  test("introduces a probe without the words of the wire", () => {
    const { schedule, ...event } = introduction({ t0Us: 1, everyUs: 5_000 });
    expect(new AgentReader().read(JSON.stringify({ ...event, schedule }))).toEqual([event]);
  });

  test("passes everything else as it is", () => {
    const clock = { kind: "clock", monotonicAt: 1.25, wallMs: 1e12, uncertaintyMs: 0.001 };
    expect(new AgentReader().read(JSON.stringify(clock))).toEqual([clock]);
  });

  test.each(["", "not JSON", "17", "null", "{}", "[]", '["vip",[[0,0,0,0]]]'])("is never %j", (line) => {
    expect(() => new AgentReader().read(line)).toThrow(expect.objectContaining({ code: "AGENT_FAILED" }));
  });
});
