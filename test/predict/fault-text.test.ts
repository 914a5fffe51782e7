import { describe, expect, it, test } from "vitest";
import { chooseFaults, parseFault } from "../../src/predict/fault-text.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

describe("a fault as a person writes it", () => {
  test.each([
    ["host-loss", { kind: "host-loss", hosts: [], detail: {} }],
    ["host-loss@lb1", { kind: "host-loss", hosts: ["lb1"], detail: {} }],
    [
      "process-crash:haproxy@lb1,lb2",
      { kind: "process-crash", hosts: ["lb1", "lb2"], detail: { process: "haproxy" } },
    ],
    ["link-down:back@lb1", { kind: "link-down", hosts: ["lb1"], detail: { network: "back" } }],
    ["listener-stop:5696@kms1", { kind: "listener-stop", hosts: ["kms1"], detail: { port: 5696 } }],
    ["partition:vrrp@lb1", { kind: "partition", hosts: ["lb1"], detail: { only: "vrrp" } }],
    ["partition:9998@kms1", { kind: "partition", hosts: ["kms1"], detail: { only: { tcpPort: 9998 } } }],
    ["partition:back@lb1", { kind: "partition", hosts: ["lb1"], detail: { network: "back" } }],
    ["cpu-throttle:0.1core@lb1", { kind: "cpu-throttle", hosts: ["lb1"], detail: { cores: 0.1 } }],
    [
      "packet-loss:10%:vrrp@lb1",
      { kind: "packet-loss", hosts: ["lb1"], detail: { lossPercent: 10, only: "vrrp" } },
    ],
    [
      "rate-limit:512kbit:back@lb1",
      { kind: "rate-limit", hosts: ["lb1"], detail: { kbitPerSecond: 512, network: "back" } },
    ],
    ["packet-delay:50ms@lb1", { kind: "packet-delay", hosts: ["lb1"], detail: { delayMs: 50 } }],
    [
      "process-crash:sidecar@kong1",
      { kind: "process-crash", hosts: ["kong1"], detail: { process: "sidecar" } },
    ],
    ["disk-full:/data@db", { kind: "disk-full", hosts: ["db"], detail: { mount: "/data" } }],
    [
      "clock-skew:app:-2d@kms1",
      { kind: "clock-skew", hosts: ["kms1"], detail: { process: "app", skewMs: -172_800_000 } },
    ],
    ["misbehave:health-503@kms1", { kind: "misbehave", hosts: ["kms1"], detail: { as: "health-503" } }],
    ["misbehave:flap", { kind: "misbehave", hosts: [], detail: { as: "flap" } }],
  ])("%s", (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  test.each([
    ["explosion@lb1", /no fault "explosion"; known: process-crash/],
    ["process-crash:nginx@lb1", /"nginx" does not go with process-crash/],
    ["listener-stop:http@kms1", /"http" does not go with listener-stop/],
    ["listener-stop:70000@kms1", /"70000" does not go with/],
    ["host-loss:now@lb1", /"now" does not go with host-loss/],
    ["clock-skew:-2y@kms1", /"-2y" does not go with clock-skew/],
    ["cpu-throttle:half@kms1", /"half" does not go with cpu-throttle/],
    ["", /no fault ""/],
  ])("%s is refused", (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
    expect(() => parseFault(text)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});

describe("choosing among the faults of a configuration", () => {
  const all: readonly FaultPlan[] = [
    { kind: "host-loss", hosts: ["lb1"] },
    { kind: "host-loss", hosts: ["kms1"] },
    { kind: "process-crash", hosts: ["lb1"], process: "haproxy" },
    { kind: "process-crash", hosts: ["lb1"], process: "keepalived" },
  ];

  it("takes every target without a host, and the one that is named with one", () => {
    expect(chooseFaults(parseFault("host-loss"), all)).toHaveLength(2);
    expect(chooseFaults(parseFault("process-crash:haproxy"), all)).toEqual([all[2]]);
    expect(chooseFaults(parseFault("host-loss@elsewhere"), all)).toEqual([
      { kind: "host-loss", hosts: ["elsewhere"] },
    ]);
  });

  it("says so where there is no such target", () => {
    expect(() => chooseFaults(parseFault("listener-stop:80"), all)).toThrow(/name a host/);
  });
});
