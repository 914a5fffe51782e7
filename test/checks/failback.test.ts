import { describe, expect, test } from "vitest";
import { failback } from "../../src/checks/failback.ts";
import { Timeline } from "../../src/timeline/timeline.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import {
  failover,
  healed,
  held,
  hostLoss,
  injected,
  partition,
  released,
  vip,
} from "../timeline/recording.ts";

const restart: FaultPlan = { kind: "restart", hosts: ["lb1"], process: "keepalived" };

describe("failback", () => {
  test("is measured from the heal until the old holder has the address again", () => {
    expect(failback(new Timeline(failover({ backMs: 3600 })), vip)).toMatchObject({
      kind: "seen",
      by: "lb1",
      tookMs: { minMs: 3596, maxMs: 3601 },
    });
  });

  test("of a host that never lost the address is when the other lets it go", () => {
    const events = [
      ...[held("lb1", -50), injected(partition), held("lb2", 4000)],
      ...[healed(partition, 6000), released("lb2", 6700)],
    ];
    expect(failback(new Timeline(events), vip)).toMatchObject({
      by: "lb1",
      tookMs: { minMs: 700, maxMs: 700 },
    });
  });

  test("of a host that lost the leftover address at its start is its new claim", () => {
    const events = [
      ...[held("lb1", -50), injected(partition), held("lb2", 4000), healed(partition, 6000)],
      ...[released("lb1", 6100), held("lb1", 9700), released("lb2", 9701)],
    ];
    expect(failback(new Timeline(events), vip)).toMatchObject({ tookMs: { minMs: 3700, maxMs: 3700 } });
  });

  test("of a fault that heals itself is counted from its injection", () => {
    const events = [
      ...[held("lb1", -50), injected(restart), released("lb1", 1001), held("lb2", 1602)],
      ...[held("lb1", 5200), released("lb2", 5201), healed(restart)],
    ];
    expect(failback(new Timeline(events), vip, "inject")).toMatchObject({ tookMs: { minMs: 4200 } });
  });

  test("did not happen where the other balancer keeps the address", () => {
    const events = [
      ...[held("lb1", -50), injected(hostLoss), held("lb2", 4000), healed(hostLoss, 6000)],
      released("lb1", 9000),
    ];
    expect(failback(new Timeline(events), vip)).toMatchObject({ kind: "not-seen", observedMs: 3000 });
  });

  test.each([
    ["where the address had not moved", [held("lb1", -50), injected(hostLoss), healed(hostLoss)]],
    ["where the fault was not healed", [held("lb1", -50), injected(hostLoss), held("lb2", 4000)]],
  ])("cannot be judged %s", (_, events) => {
    expect(() => failback(new Timeline(events), vip)).toThrow(
      expect.objectContaining({ code: "NOTHING_TO_JUDGE" }),
    );
  });
});
