import { describe, expect, it } from "vitest";
import type { Role } from "../../src/lab/stack.ts";
import { resolve } from "../../src/trial/trial-plan.ts";
import type { Moment } from "../../src/trial/trial-plan.ts";

function host(name: string, role: Role = "node", isUp = true): Moment["hosts"][number] {
  return {
    name,
    isUp,
    spec: { name, role, image: "", addresses: {}, files: {}, environment: {}, services: [] },
  };
}

const balancers = [host("lb1", "balancer"), host("lb2", "balancer")];
const moment: Moment = {
  holder: "lb2",
  balancers,
  hosts: [...balancers, host("db", "database"), host("kong1"), host("kong2", "node", false), host("kong3")],
  lastServedBy: (probe) => ({ leader: "kong1", writer: "new" })[probe],
};

function hostsOf(...hosts: string[]): readonly string[] {
  return resolve({ kind: "process-crash", hosts }, moment).hosts;
}

describe("the roles of the moment", () => {
  it("are the balancer that holds the VIP, and the other", () => {
    expect(hostsOf("@active", "@standby", "kong3")).toEqual(["lb2", "lb1", "kong3"]);
  });

  it("are who answered a probe last, and another of its role that is up", () => {
    expect(hostsOf("@leader", "@not-leader")).toEqual(["kong1", "kong3"]);
  });

  it("are resolved on the other side of a partition too", () => {
    const plan = { kind: "partition", hosts: ["@leader"], from: ["@active"] } as const;
    expect(resolve(plan, moment).from).toEqual(["lb2"]);
  });

  it.each(["@writer", "@nobody"])("are nobody's where no host of the lab is %s", (name) => {
    expect(() => hostsOf(name)).toThrow(/which is nobody here/);
  });

  it("need a holder where nobody has the VIP", () => {
    const plan = { kind: "process-crash", hosts: ["@active"] } as const;
    expect(() => resolve(plan, { ...moment, holder: undefined })).toThrow(/nobody holds the VIP/);
  });
});
