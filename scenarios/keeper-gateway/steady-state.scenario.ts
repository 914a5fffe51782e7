import { jobKinds } from "../../fixtures/systems/keeper-gateway/protocol.ts";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const instances = ["gw1", "gw2", "gw3"];

/**
 * Nothing is broken. A job every 100 ms, 100 in 10 s: round robin gives each instance its third to within one job of a hundred, and one
 * more at each end of the stretch. The instances say that they run on three platforms.
 */
export const pool = scenario({
  system: "keeper-gateway",
  id: "kgw-01-pool",
  title: "three instances with one configuration are one gateway, and share its work evenly",
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 10_000,
  expect: [
    expecting.that("KGW-01", { check: "stay-up", probe: "whole" }),
    expecting.that("KGW-02", { check: "served-by", probe: "list", servers: ["ONLINE (3 instances)"] }),
    expecting.that("KGW-19", { check: "stay-up", probe: "list" }),
    expecting.that("KGW-03", { check: "served-by", probe: "job", servers: instances, tolerance: 0.03 }),
    expecting.that("KGW-20", { check: "served-by", probe: "job", servers: instances }),
    expecting.that("KGW-20", { check: "stay-up", probe: "job" }),
  ],
});

/** Each kind of job every 310 ms, 30 of each in 9.3 s; the target says afterwards how often each was done. */
export const kinds = scenario({
  system: "keeper-gateway",
  id: "kgw-25-kinds",
  title: "connections, tunnels, discovery and rotation are spread, and each is done exactly once",
  byDay: false,
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 9_300,
  expect: jobKinds.flatMap((kind) => [
    expecting.that("KGW-25", { check: "served-by", probe: `job-${kind}`, servers: instances }),
    expecting.that("KGW-25", { check: "stay-up", probe: `job-${kind}` }),
    expecting.ledger("KGW-25", `job-${kind}`),
  ]),
});

/** Sessions are opened until one is refused, every 2 s: three instances carry three times what one does. */
export const capacity = scenario({
  system: "keeper-gateway",
  id: "kgw-10-capacity",
  title: "three instances at a limit of three carry three times the sessions of one",
  byDay: false,
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 6_000,
  expect: [
    expecting.that("KGW-10", { check: "outcomes", probe: "capacity", allowed: ["ok"], minSamples: 2 }),
    expecting.that("KGW-04", { check: "outcomes", probe: "capacity", allowed: ["ok"], minSamples: 2 }),
  ],
});

/** One of three is away: two carry twice what one does. Two fillings of 2 s each, and one that met the crash. */
export const capacityOfTwo = scenario({
  system: "keeper-gateway",
  id: "kgw-04-capacity-of-two",
  title: "two instances carry twice the sessions of one",
  byDay: false,
  fault: { kind: "process-crash", hosts: ["gw3"], process: "app" },
  healAfterMs: 6_000,
  expect: [
    expecting.that("KGW-04", {
      check: "outcomes",
      probe: "capacity-of-two",
      allowed: ["ok"],
      span: { since: "in-force", until: "heal" },
      minSamples: 2,
    }),
  ],
});
