import { describe, expect, test } from "vitest";
import { predict } from "../../../src/predict/predict.ts";
import type { Prediction } from "../../../src/predict/prediction.ts";
import { everyFault, everyImpairment } from "../../../src/predict/model/every-fault.ts";
import { readBalancers } from "../../../src/predict/model/read-balancers.ts";
import { throttleStallMs } from "../../../src/predict/timing/throttle.ts";
import type { FaultPlan } from "../../../src/timeline/fault-plan.ts";
import { pair as pairOf, vip } from "../published-kms.ts";

const pair = pairOf();

function of(plan: FaultPlan, transition: Prediction["transition"]): readonly Prediction[] {
  return predict(pair, { plan }).filter((prediction) => prediction.transition === transition);
}

const takeover = (plan: FaultPlan): Prediction | undefined =>
  of(plan, "takeover").find(({ subject }) => subject === vip);
const lb1 = { hosts: ["lb1"] } as const;

describe("the address of a balancer that is late or partly heard", () => {
  test.each<[string, FaultPlan]>([
    ["stalls shorter than two intervals and the skew", { kind: "cpu-throttle", ...lb1, cores: 0.1 }],
    ["a delay shorter than that", { kind: "packet-delay", ...lb1, network: "front", delayMs: 2_500 }],
    ["a network without VRRP", { kind: "rate-limit", ...lb1, network: "back", kbitPerSecond: 100 }],
    ["loss of something else", { kind: "packet-loss", ...lb1, only: "tcp", lossPercent: 90 }],
    [
      "loss of what it hears, where it alone speaks",
      { kind: "packet-loss", ...lb1, direction: "in", lossPercent: 90 },
    ],
    [
      "the standby's loss of what it says",
      { kind: "packet-loss", hosts: ["lb2"], direction: "out", lossPercent: 90 },
    ],
    ["another host", { kind: "cpu-throttle", hosts: ["lb2"], cores: 0.01 }],
    ["a full disk", { kind: "disk-full", ...lb1 }],
  ])("stays: %s", (_, plan) => {
    expect(takeover(plan)?.outcome).toBe("never");
  });

  test.each<[string, FaultPlan, number]>([
    ["a script that cannot end in time", { kind: "cpu-throttle", ...lb1, cores: 0.01 }, 0],
    ["a delay beyond two intervals and the skew", { kind: "packet-delay", ...lb1, delayMs: 2_700 }, 2_605],
    ["a full queue", { kind: "rate-limit", ...lb1, kbitPerSecond: 100 }, 2_605],
    ["three losses in a row", { kind: "packet-loss", ...lb1, only: "vrrp", lossPercent: 10 }, 2_605],
  ])("may move, but not before: %s", (_, plan, earliestMs) => {
    const found = takeover(plan);
    expect(found?.outcome).toBe("within");
    expect(Math.abs((found?.window.earliestMs ?? NaN) - earliestMs)).toBeLessThan(10);
    expect(found?.window.latestMs).toBe(Infinity);
  });

  // One interval a second, three in a row: 1 / (0.9 · 0.1³) = 1111 s.
  test("how often loss moves it is told", () => {
    const found = takeover({ kind: "packet-loss", ...lb1, only: "vrrp", lossPercent: 10 });
    expect(found?.note).toContain("every 19 min on average");
  });

  test("a stall is the rest of a period and what was overdrawn", () => {
    expect([0.5, 0.1, 0.05, 0.01].map(throttleStallMs)).toEqual([200, 200, 300, 1_100]);
  });
});

describe("servers that are late or partly heard", () => {
  test.each<FaultPlan>([
    { kind: "rights-revoked", hosts: ["kms1"], process: "app", right: "update" },
    { kind: "process-crash", hosts: ["kms1"], process: "sidecar" },
  ])("stay in rotation where no check looks: $kind of $process", (plan) => {
    const found = of(plan, "eviction").filter(({ subject }) => subject.endsWith("/kms1"));
    expect(found.map(({ outcome }) => outcome)).toEqual(["never", "never"]);
  });

  test.each<FaultPlan>([
    { kind: "cpu-throttle", hosts: ["kms1"], cores: 0.1 },
    { kind: "rate-limit", hosts: ["kms1"], kbitPerSecond: 100 },
    { kind: "packet-loss", hosts: ["kms1"], lossPercent: 10 },
    { kind: "packet-delay", hosts: ["kms1"], delayMs: 4_000 },
    { kind: "disk-full", hosts: ["kms1"] },
    { kind: "clock-skew", hosts: ["kms1"], process: "app", skewMs: -7_200_000 },
  ])("may leave rotation, or not: $kind", (plan) => {
    const found = of(plan, "eviction").filter(({ subject }) => subject.endsWith("/kms1"));
    expect(found).toHaveLength(2);
    expect(found.map(({ outcome, window }) => [outcome, window.latestMs])).toEqual([
      ["within", Infinity],
      ["within", Infinity],
    ]);
    expect(found[0]?.note).toMatch(/^only if /);
  });

  test.each<FaultPlan>([
    { kind: "packet-delay", hosts: ["kms1"], delayMs: 100 },
    { kind: "cpu-throttle", hosts: ["lb1"], cores: 0.1 },
  ])("stay where the checks have time enough: $kind", (plan) => {
    const found = of(plan, "eviction");
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ outcome }) => outcome === "never")).toBe(true);
  });
});

test("every fault and impairment that is listed can be carried out as far as the files tell", () => {
  const balancers = readBalancers(pair);
  const all = [...everyFault(balancers), ...everyImpairment(balancers)];
  expect(all.every(({ hosts }) => hosts.length > 0)).toBe(true);
  const links = all.filter(({ kind }) => kind === "link-down");
  expect(links.every(({ network }) => network !== undefined)).toBe(true);
  expect(new Set(all.map(({ kind }) => kind)).size).toBe(17);
  for (const plan of all) expect(predict(pair, { plan }), JSON.stringify(plan)).not.toHaveLength(0);
});
