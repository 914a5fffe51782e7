import { describe, expect, it } from "vitest";
import { ownClaims, ownScenarios } from "../../src/trial/own-files-claims.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario, type ScenarioInput } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const loss: FaultPlan = { kind: "host-loss", hosts: ["@active"] };
const scope = { unnamed: ["n3", "db"], balancers: 2, reach: {} };

function one(more: Partial<ScenarioInput>): ReturnType<typeof ownScenarios> {
  const declared = scenario({
    system: "example",
    id: "x",
    title: "x",
    fault: loss,
    expect: [expecting.takeover("DOC-1")],
    ...more,
  });
  return ownScenarios([declared], scope);
}

describe("the failure matrix for a user's own files", () => {
  it("asks the transitions that files predict, under claims that are not the document's", () => {
    const [asked] = one({
      expect: [
        expecting.takeover("DOC-1", { watchMs: 3_000, promise: { kind: "at-latest", latestMs: 2_000 } }),
        expecting.eviction("DOC-2", "backend/n1"),
        expecting.that("DOC-3", { check: "stay-up", probe: "connect" }),
        expecting.of("DOC-4", { check: "outage", probe: "connect" }, { kind: "reported" }),
      ],
    });
    expect(asked?.expect).toEqual([
      { claim: "OWN-1", measure: { check: "takeover" }, expect: { kind: "as-predicted" }, watchMs: 3_000 },
      { claim: "OWN-2", measure: { check: "eviction" }, expect: { kind: "as-predicted" } },
    ]);
  });

  it("asks the same of a trial only once", () => {
    const [asked] = one({ expect: [expecting.takeover("DOC-1"), expecting.takeover("DOC-2")] });
    expect(asked?.expect).toHaveLength(1);
  });

  it("leaves out what belongs to a variant, to one profile, or to a host that no file names", () => {
    expect(one({ variant: "three" })).toEqual([]);
    expect(one({ profiles: ["published"] })).toEqual([]);
    expect(one({ fault: { kind: "host-loss", hosts: ["n3"] } })).toEqual([]);
    expect(one({ fault: { kind: "database-stop", hosts: ["db"] } })).toEqual([]);
    expect(one({ fault: { kind: "host-loss", hosts: ["n2", "n3"] } })).toHaveLength(1);
    expect(one({ expect: [expecting.takeover("DOC-1", { profiles: ["tuned"] })] })).toEqual([]);
  });

  it("asks no budget where no setting of the files can see the fault", () => {
    const cut: FaultPlan = { kind: "partition", hosts: ["@active"], network: "back" };
    const link: FaultPlan = { kind: "link-down", hosts: ["@active"], network: "back" };
    const unasked = (fault: FaultPlan, reach = {}): boolean | undefined =>
      ownScenarios([...one({ fault })], { ...scope, reach })[0]?.expect[0]?.withoutBudget;
    expect(unasked(loss)).toBeUndefined();
    expect(unasked(cut)).toBe(true);
    expect(one({ fault: link })[0]?.expect[0]?.withoutBudget).toBe(true);
    expect(unasked(link, { backInterface: "eth1" })).toBeUndefined();
  });

  it("takes the user's budgets for what is promised, and the priorities for whether the VIP returns", () => {
    const options = { system: "example", profile: "own-files", source: "my.cfg", nopreempt: true };
    const promises = ownClaims({ ...options, budgets: { takeover: 2_000 } }).map(({ promise }) => promise);
    expect(promises.slice(0, 4)).toEqual([
      { kind: "at-latest", latestMs: 2_000 },
      { kind: "happens" },
      { kind: "happens" },
      { kind: "never" },
    ]);
  });
});
