import { expect, test } from "vitest";
import { certifiedLedgers } from "../../src/report/certified-ledger.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import { faultAt, healed, hostLoss, injected } from "../timeline/recording.ts";

const wrote = (id: string, effect: "acknowledged" | "unknown"): TimelineEvent => ({
  ...{ kind: "write", probe: "write", id, effect },
  ...{ sentAt: faultAt - 102, at: faultAt - 100 },
});
const read = (id: string, found: number): TimelineEvent => ({
  ...{ kind: "read-back", probe: "write", id, found },
  at: 7000,
});
const faults = [injected(hostLoss), healed(hostLoss)];

test("a ledger is certified by what became of its writes", () => {
  const events = [wrote("a", "acknowledged"), wrote("b", "acknowledged"), wrote("c", "unknown")];
  const reads = [read("a", 1), read("b", 0), read("c", 1)];
  expect(certifiedLedgers(new Timeline([...faults, ...events, ...reads]))).toEqual([
    {
      ...{ probe: "write", writes: 3, stable: 1, lost: 1, duplicated: 0, neverRead: 0 },
      ...{ indeterminate: 1, tookEffect: 1, rpo: { minMs: 100, maxMs: 100 } },
    },
  ]);
});

test("there is none where nothing was read back or acknowledged", () => {
  expect(certifiedLedgers(new Timeline(faults))).toEqual([]);
  expect(certifiedLedgers(new Timeline([...faults, wrote("c", "unknown"), read("c", 0)]))).toEqual([]);
});
