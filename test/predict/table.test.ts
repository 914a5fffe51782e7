import { describe, expect, it } from "vitest";
import { explanation, failoverTable, type PredictedFault } from "../../src/predict/table.ts";
import type { Prediction } from "../../src/predict/prediction.ts";
import { windowOf } from "../../src/predict/timing/window.ts";

const moves: Prediction = {
  transition: "takeover",
  subject: "192.168.1.100",
  by: "lb2",
  from: "inject",
  outcome: "within",
  window: windowOf(2601.6, 3601.6),
  grainMs: 20,
  knob: "advert_int 1 s",
  formula: "[2·1 + 0.6016, 3·1 + 0.6016]",
  source: "RFC 5798 6.1",
  note: "a word of warning",
};
const stays: Prediction = {
  ...moves,
  ...{ outcome: "never", window: windowOf(Infinity), note: "killall -0 passes: the process still exists" },
};
const evicted = (host: string, by: string): Prediction => ({
  ...moves,
  ...{
    transition: "eviction",
    subject: `kmip_backend/${host}`,
    by,
    window: windowOf(6000, 9000),
    knob: "inter 3 s, fall 3",
  },
});
const faults: readonly PredictedFault[] = [
  { plan: { kind: "host-loss", hosts: ["lb1"] }, predictions: [moves] },
  { plan: { kind: "process-freeze", hosts: ["lb1"], process: "haproxy" }, predictions: [stays] },
  ...["kms1", "kms2"].map((host) => ({
    plan: { kind: "process-crash", hosts: [host], process: "app" } as const,
    predictions: [evicted(host, "lb1"), evicted(host, "lb2")],
  })),
];

describe("the failover table", () => {
  const table = failoverTable(faults);

  it("fits into 80 columns", () => {
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("gives event, result, window and knob, and the note below", () => {
    expect(table).toMatch(/^Event +Result +Earliest–latest Governed by$/m);
    expect(table).toMatch(/host-loss on lb1 +192.168.1.100 moves to +2.60–3.60 s +advert_int 1 s/);
    expect(table).toContain("(1) a word of warning");
  });

  it("says never, and why", () => {
    expect(table).toMatch(/ never /);
    expect(table.replaceAll(/\s+/g, " ")).toContain("killall -0");
  });

  it("joins hosts that behave alike, and balancers that do the same", () => {
    expect(table.match(/process-crash of app/g)).toHaveLength(1);
    expect(table.replaceAll(/\s+/g, " ")).toContain("kms1, kms2");
    expect(table.match(/6\.00–9\.00 s/g)).toHaveLength(1);
  });

  it("leaves out what goes without saying: that there is one holder only", () => {
    const quiet = { ...stays, transition: "dual-master" } as const;
    expect(
      failoverTable([{ plan: { kind: "host-loss", hosts: ["lb1"] }, predictions: [moves, quiet] }]),
    ).not.toContain("two holders");
  });
});

it("the explanation has every formula with its source", () => {
  const text = explanation(faults);
  expect(text).toContain("[2·1 + 0.6016, 3·1 + 0.6016]");
  expect(text).toContain("RFC 5798 6.1");
  expect(text).toContain("2.60–3.60 s after the fault; advert_int 1 s");
});
