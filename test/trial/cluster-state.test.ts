import { describe, expect, test } from "vitest";
import type { ClusterSpec } from "../../src/lab/stack.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { MemberAspect } from "../../src/timeline/events.ts";
import { clusterTroubles, hasSuccessor } from "../../src/trial/cluster-state.ts";
import { LabState } from "../../src/trial/lab-state.ts";
import { resolve } from "../../src/trial/trial-plan.ts";

const cluster: ClusterSpec = {
  members: ["pg1", "pg2"],
  stores: ["etcd1", "etcd2", "etcd3"],
  keys: "/service/haproof/",
  balancer: "dbproxy",
  synchronous: true,
};

type Told = readonly [host: string, member: string, aspect: MemberAspect, holds?: boolean];

const well: readonly Told[] = [
  ["pg1", "pg1", "primary"],
  ["pg2", "pg2", "primary", false],
  ["pg1", "pg2", "standby"],
  ["etcd2", "pg1", "lock"],
  ["etcd2", "pg2", "synchronous"],
  ["dbproxy", "pg1", "in-rotation"],
];

function stateAfter(...told: readonly Told[]): LabState {
  const state = new LabState();
  for (const [host, member, aspect, holds = true] of told)
    state.take({ kind: "member", host, member, aspect, holds, at: instant(1) });
  return state;
}

describe("a replicated database is", () => {
  test("steady when one member has everything and the other streams and may inherit", () => {
    expect(clusterTroubles(cluster, stateAfter(...well))).toEqual([]);
  });

  test.each<[what: string, told: Told, trouble: string]>([
    ["nobody takes writes", ["pg1", "pg1", "primary", false], "no database takes writes"],
    ["two take writes", ["pg2", "pg2", "primary"], "pg1 and pg2 takes writes"],
    ["the standby does not stream", ["pg1", "pg2", "standby", false], "pg2 does not stream from pg1"],
    ["nobody holds the lock", ["etcd1", "pg1", "lock", false], "nobody holds the lock, and pg1 takes writes"],
    ["nobody may inherit", ["etcd3", "pg2", "synchronous", false], "no standby may inherit"],
    [
      "HAProxy has both",
      ["dbproxy", "pg2", "in-rotation"],
      "pg1 and pg2 has the clients, and pg1 takes writes",
    ],
  ])("not steady when %s", (_what, told, trouble) => {
    expect(clusterTroubles(cluster, stateAfter(...well, told))).toEqual([trouble]);
  });

  test("steady without a standby that may inherit where commits wait for nobody", () => {
    const told: Told = ["etcd3", "pg2", "synchronous", false];
    expect(clusterTroubles({ ...cluster, synchronous: false }, stateAfter(...well, told))).toEqual([]);
  });
});

describe("a lost primary has a successor", () => {
  const taken: readonly Told[] = [
    ["etcd1", "pg1", "lock", false],
    ["etcd1", "pg2", "lock"],
    ["pg2", "pg2", "primary"],
    ["dbproxy", "pg1", "in-rotation", false],
    ["dbproxy", "pg2", "in-rotation"],
  ];

  test("when another one takes writes, holds the lock and has the clients", () => {
    expect(hasSuccessor(stateAfter(...well), "pg1")).toBe(false);
    for (let told = 0; told < taken.length; told++)
      expect(hasSuccessor(stateAfter(...well, ...taken.slice(0, told)), "pg1")).toBe(false);
    expect(hasSuccessor(stateAfter(...well, ...taken), "pg1")).toBe(true);
  });

  test("and a server that was started again is its own", () => {
    expect(hasSuccessor(stateAfter(...well), undefined)).toBe(true);
    expect(hasSuccessor(stateAfter(...well, ["pg1", "pg1", "primary", false]), undefined)).toBe(false);
  });

  test("a host that was lost takes its own words with it, and not the stores'", () => {
    const state = stateAfter(...well);
    state.forget("pg1");
    state.forget("etcd2");
    expect(state.membersThatAre("primary")).toEqual([]);
    expect(state.membersThatAre("lock")).toEqual(["pg1"]);
  });
});

describe("a plan may name a database by what it is", () => {
  const roles = {
    holder: undefined,
    balancers: [],
    hosts: [],
    lastServedBy: () => undefined,
    members: cluster.members,
  };

  test("the primary and the replica of the moment", () => {
    const plan = { kind: "partition", hosts: ["@replica"], from: ["@primary"] } as const;
    expect(resolve(plan, { ...roles, primary: "pg2" })).toEqual({ ...plan, hosts: ["pg1"], from: ["pg2"] });
  });

  test("which has to be somebody", () => {
    const plan = { kind: "host-loss", hosts: ["@primary"] } as const;
    expect(() => resolve(plan, { ...roles, primary: undefined })).toThrow("no database takes writes");
  });
});
