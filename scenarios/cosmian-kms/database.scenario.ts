import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** The database is shut down: every node's health says so, every server leaves rotation, and the VIP has no reason to move. */
export const stopped = scenario({
  system: "cosmian-kms",
  id: "kms-12-database-stop",
  title: "every node leaves rotation when the database is lost, and comes back with it",
  fault: { kind: "database-stop", hosts: ["db"] },
  expect: [
    // How long a node takes to say that its database is gone is its own affair; no configuration file bounds it.
    expecting.of("KMS-12", { check: "eviction" }, { kind: "happens" }),
    expecting.that("KMS-12", { check: "moves", count: 0 }),
    expecting.readmission("KMS-12", undefined),
  ],
});

/** Every node is killed and started again: the keys that clients made before are all there. */
export const allNodes = scenario({
  system: "cosmian-kms",
  id: "kms-10-all-nodes",
  title: "keys survive the loss of every node",
  fault: { kind: "process-crash", hosts: ["kms1", "kms2", "kms3"], process: "app" },
  expect: [
    expecting.eviction("KMS-10", undefined, { promise: { kind: "happens" } }),
    expecting.that("KMS-10", { check: "stay-up", probe: "kmip", span: { since: "readmission" } }),
  ],
});
