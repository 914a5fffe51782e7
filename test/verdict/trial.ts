import type { Prediction, Transition } from "../../src/predict/prediction.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { Claim } from "../../src/verdict/claim.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";
import type { RunRecord } from "../../src/verdict/run-record.ts";
import type { TrialRecord, TrialResult } from "../../src/verdict/trial-record.ts";
import { failover, hostLoss, vip } from "../timeline/recording.ts";

/** A claim, a prediction, an expectation and a trial that fit each other: the address moves in 2.6 to 3.6 s. */
export const claim: Claim = {
  id: "X-1",
  system: "example",
  text: "the address moves within 2 s",
  source: "the handbook, section 4",
  promise: { kind: "at-latest", latestMs: 2000 },
  decidedBy: "real",
  profiles: ["published", "tuned"],
};

export const takeoverAsPredicted: Expectation = {
  claim: claim.id,
  measure: { check: "takeover" },
  expect: { kind: "as-predicted" },
};

export function predicted(
  window: readonly [earliestMs: number, latestMs: number] | "never",
  rest: Partial<Prediction> & { transition?: Transition } = {},
): Prediction {
  const [earliestMs, latestMs] = window === "never" ? [Infinity, Infinity] : window;
  return {
    transition: "takeover",
    subject: vip,
    by: "lb2",
    from: "inject",
    outcome: window === "never" ? "never" : "within",
    window: { earliestMs, latestMs },
    grainMs: 20,
    knob: "advert_int 1",
    formula: "3·1 + 0.6 − [0, 1]",
    source: "RFC 5798, 6.1",
    ...rest,
  };
}

export function record(rest: Partial<TrialRecord> = {}): TrialRecord {
  return {
    id: "published-host-loss-1",
    scenario: "host-loss",
    title: "the address moves when its host is lost",
    system: "example",
    profile: "published",
    round: 1,
    plan: hostLoss,
    expectations: [takeoverAsPredicted],
    predictions: [predicted([2600, 3600])],
    startedAt: "2026-11-21T02:00:00.000Z",
    tookMs: 8000,
    machine: { cores: 2, load1: 0.5 },
    discarded: [],
    ...rest,
  };
}

export function trial(
  rest: Partial<TrialRecord> = {},
  events: readonly TimelineEvent[] = failover(),
): TrialResult {
  return { record: record(rest), timeline: new Timeline(events) };
}

export function run(rest: Partial<RunRecord> = {}): RunRecord {
  return {
    run: "r-1",
    system: "example",
    startedAt: "2026-11-21T02:00:00.000Z",
    finishedAt: "2026-11-21T02:01:00.000Z",
    wallMs: 60_000,
    protocolMs: 20_000,
    harness: { version: "0.1.0", seed: "42", replay: "haproof certify example --seed 42" },
    environment: { kernel: "6.18", engine: "20.10" },
    profiles: [
      { name: "published", asPublished: true, description: "the document's own", files: [] },
      {
        name: "tuned",
        asPublished: false,
        description: "advert_int 0.5",
        files: [{ path: "haproxy.cfg", sha256: "00" }],
      },
    ],
    claims: [claim],
    skipped: [],
    budgets: {},
    requireHolds: false,
    findings: [],
    standIns: ["the node is a stand-in"],
    ...rest,
  };
}
