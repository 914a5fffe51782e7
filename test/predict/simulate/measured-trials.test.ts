import { describe, expect, it } from "vitest";
import { measuredTrials, trialsUnder } from "../../../src/predict/simulate/measured-trials.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";

const round = (trial: string, minMs: number, maxMs: number): object => ({
  trial,
  measured: { kind: "seen", took: { minMs, maxMs }, detail: "" },
});
const measure = (rounds: readonly object[], latestMs: number | null = 3601.6): object => ({
  predicted: { transition: "takeover", subject: "192.0.2.1", by: "lb2", earliestMs: 2601.6, latestMs },
  rounds,
});
const certificate = (measures: readonly object[]): object => ({
  format: "haproof-certificate/1",
  claims: [{ profiles: [{ faultKinds: [{ measures }] }] }],
});

describe("the trials of a certificate", () => {
  it("are found once each, however many claims they serve", () => {
    const trials = measuredTrials(
      certificate([
        measure([round("t1", 2700, 2710), round("t2", 3300, 3320)]),
        measure([round("t1", 2700, 2710)]),
      ]),
    );
    expect(trials.map(({ minMs }) => minMs).sort()).toEqual([2700, 3300]);
  });

  it("are drawn only where they were measured under the same prediction", () => {
    const trials = measuredTrials(certificate([measure([round("t1", 2700, 2710)])]));
    expect(trialsUnder(trials, "takeover", windowOf(2601.5625, 3601.5625))).toHaveLength(1);
    expect(trialsUnder(trials, "takeover", windowOf(1226, 1726))).toHaveLength(0);
    expect(trialsUnder(trials, "eviction", windowOf(2601.5625, 3601.5625))).toHaveLength(0);
  });

  it("that were not seen, or of which nothing was predicted, are left out", () => {
    const notSeen = { trial: "t", measured: { kind: "not-seen", observedMs: 9000, detail: "" } };
    expect(measuredTrials(certificate([measure([notSeen])]))).toEqual([]);
    expect(measuredTrials(certificate([{ rounds: [round("t", 1, 2)] }]))).toEqual([]);
  });

  it("of anything else are none", () => {
    for (const other of [null, 3, "x", [], {}, { predicted: 1, rounds: 2 }])
      expect(measuredTrials(other)).toEqual([]);
  });

  it("whose window has no end are read too", () => {
    const [trial] = measuredTrials(certificate([measure([round("t", 5, 6)], null)]));
    expect(trial?.predicted.latestMs).toBe(Infinity);
  });
});
