import { describe, expect, it } from "vitest";
import { everyFault } from "../../../src/predict/model/every-fault.ts";
import { readBalancers } from "../../../src/predict/model/read-balancers.ts";
import { predict } from "../../../src/predict/predict.ts";
import { simulate } from "../../../src/predict/simulate/simulate.ts";
import type { FaultPlan } from "../../../src/timeline/fault-plan.ts";
import { pair } from "../published-kms.ts";

const setup = readBalancers(pair());
const options = { runs: 500, loss: 0, seed: 11 };
const crash: FaultPlan = { kind: "process-crash", process: "haproxy", hosts: ["lb1"] };

describe("without loss", () => {
  it("no simulated run of any fault leaves its predicted window", () => {
    let played = 0;
    for (const plan of everyFault(setup)) {
      for (const { transition, window, distribution } of simulate(setup, { plan }, options)) {
        const grainMs = transition === "takeover" ? 20 : 100;
        expect(distribution.minMs).toBeGreaterThanOrEqual(window.earliestMs - grainMs);
        expect(distribution.maxMs).toBeLessThanOrEqual(window.latestMs + grainMs);
        played += 1;
      }
    }
    expect(played).toBeGreaterThan(20);
  });

  it("plays what predict says will surely come, and with the same window", () => {
    const sure = predict(setup, { plan: crash }).filter(
      ({ transition, outcome }) => transition === "takeover" && outcome === "within",
    );
    const [simulated] = simulate(setup, { plan: crash }, options);
    expect(sure.map(({ window }) => window)).toEqual([simulated?.window]);
  });

  it("does not play what never comes, or what may not", () => {
    const frozen: FaultPlan = { kind: "process-freeze", process: "haproxy", hosts: ["lb1"] };
    const restarted: FaultPlan = { kind: "restart", process: "app", hosts: ["kms1"] };
    expect(simulate(setup, { plan: frozen }, options)).toEqual([]);
    expect(simulate(setup, { plan: restarted }, options)).toEqual([]);
  });

  it("plays servers with the same settings once for all of them", () => {
    const plan: FaultPlan = { kind: "process-crash", process: "app", hosts: ["kms1"] };
    const [eviction, readmission] = simulate(setup, { plan }, options);
    expect(eviction?.subjects).toEqual(["kmip_backend/kms1 by lb1", "kmip_backend/kms1 by lb2"]);
    expect(readmission?.transition).toBe("readmission");
  });
});

describe("a seed", () => {
  it("gives the same distribution again, and another one another", () => {
    const again = (seed: number): unknown =>
      simulate(setup, { plan: crash }, { ...options, loss: 0.01, seed });
    expect(again(1)).toEqual(again(1));
    expect(again(1)).not.toEqual(again(2));
  });
});

it("says how often loss alone moves the VIP", () => {
  const [takeover] = simulate(setup, { plan: crash }, { ...options, loss: 0.01 });
  // 31 557 600 advertisements a year, three lost in a row.
  expect(takeover?.falseTakeovers?.perYear).toBeCloseTo(31_557_600 * 0.99 * 1e-6, 3);
});
