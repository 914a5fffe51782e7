import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

/**
 * The document calls the shared database the source of truth, so nothing that a node has acknowledged may be gone: RPO 0.
 * A write counts as acknowledged when our reference node says so, which it does after its COMMIT came back.
 */
const nothingLost: readonly Expectation[] = [
  expecting.ledger("KMS-10", "write"),
  expecting.rpo("KMS-10", "write", 0),
];

/** The balancer that the writes go through loses its power; what was under way may have been done or not. */
export const balancerLost = scenario({
  system: "cosmian-kms",
  id: "kms-10-writes-host-loss",
  title: "no acknowledged write is lost with the active balancer",
  fault: { kind: "host-loss", hosts: ["@active"] },
  expect: nothingLost,
});

/** A node dies with writes under way: some between their COMMIT and their answer. */
export const nodeKilled = scenario({
  system: "cosmian-kms",
  id: "kms-10-writes-node-crash",
  title: "no acknowledged write is lost with a node that is killed",
  fault: { kind: "process-crash", hosts: ["kms2"], process: "app" },
  expect: nothingLost,
});

/** The database is shut down in order. */
export const databaseStopped = scenario({
  system: "cosmian-kms",
  id: "kms-10-writes-database-stop",
  title: "no acknowledged write is lost when the database is stopped",
  fault: { kind: "database-stop", hosts: ["db"] },
  expect: nothingLost,
});

/**
 * Every process of the database is killed. What was committed is in its log, which the kernel still has: this is a crash of
 * PostgreSQL and not of its machine's disk. Its start replays the log.
 */
export const databaseKilled = scenario({
  system: "cosmian-kms",
  id: "kms-10-writes-database-crash",
  title: "no acknowledged write is lost when the database is killed",
  profiles: ["tuned"],
  fault: { kind: "process-crash", hosts: ["db"], process: "database" },
  expect: [...nothingLost, expecting.that("KMS-10", { check: "moves", count: 0 })],
});
