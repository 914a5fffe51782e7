import type { At } from "../timeline/clock.ts";
import type { Outcome, SampleEvent } from "../timeline/events.ts";
import type { Result } from "./journey.ts";

/** Operation k is due at t0Us + k·everyUs microseconds: whole numbers, so that both ends compute the same instants. */
export interface Schedule {
  readonly t0Us: number;
  readonly everyUs: number;
}

/** What became of operation `k`, before it is written. */
export interface Completed {
  readonly k: number;
  readonly sentUs: number;
  readonly doneUs: number;
  readonly result: Result;
}

/** k, sender lag in µs, duration in µs, outcome, then the node that served and the detail where there are any. */
export type WireSample = readonly [
  k: number,
  lagUs: number,
  tookUs: number,
  outcome: number,
  servedBy?: string | 0,
  detail?: string,
];

/** One line of samples: the probe's name and what ended since its last line. */
export type WireBatch = readonly [probe: string, samples: readonly WireSample[]];

const codes = {
  ok: 0,
  refused: 1,
  reset: 2,
  timeout: 3,
  unreachable: 4,
  closed: 5,
  wrong: 6,
  "server-error": 7,
  stale: 8,
  indeterminate: 9,
} satisfies Record<Outcome, number>;

const outcomes = new Map<number, Outcome>(
  Object.entries(codes).map(([outcome, code]) => [code, outcome as Outcome]),
);

export function dueUs({ t0Us, everyUs }: Schedule, k: number): number {
  return t0Us + k * everyUs;
}

/** An instant of the timeline from whole microseconds; exact to the last bit at both ends. */
export function atOf(us: number): At {
  return us / 1e3;
}

export function encodeSample({ k, sentUs, doneUs, result }: Completed, schedule: Schedule): WireSample {
  const timing = [k, sentUs - dueUs(schedule, k), doneUs - sentUs, codes[result.outcome]] as const;
  if (result.detail !== undefined) return [...timing, result.servedBy ?? 0, result.detail];
  return result.servedBy === undefined ? timing : [...timing, result.servedBy];
}

export function decodeBatch([probe, samples]: WireBatch, schedule: Schedule): readonly SampleEvent[] {
  return samples.map(([k, lagUs, tookUs, code, servedBy, detail]) => {
    const scheduledUs = dueUs(schedule, k);
    return {
      kind: "sample",
      probe,
      scheduledAt: atOf(scheduledUs),
      sentAt: atOf(scheduledUs + lagUs),
      doneAt: atOf(scheduledUs + lagUs + tookUs),
      outcome: outcomes.get(code) ?? "indeterminate",
      ...(typeof servedBy === "string" ? { servedBy } : {}),
      ...(detail === undefined ? {} : { detail }),
    };
  });
}
