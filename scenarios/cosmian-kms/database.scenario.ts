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

/** The database's disk is full: what is known can be read, nothing new can be written, and the health check only reads. */
export const diskFull = scenario({
  system: "cosmian-kms",
  id: "kms-12-disk-full",
  title: "no node leaves rotation when the database's disk is full, and known keys are served",
  variant: "small-disk",
  nightly: true,
  fault: { kind: "disk-full", hosts: ["db"], mount: "/var/lib/postgresql" },
  // Longer than three checks of 3 s and their answers.
  watchMs: 12_000,
  expect: [
    expecting.eviction("KMS-12", undefined, {
      watchMs: 12_000,
      promise: {
        kind: "silent",
        because: "the document speaks of a database that is lost, not of one that is full",
      },
    }),
    expecting.that("KMS-12", { check: "moves", count: 0 }),
  ],
});

/**
 * The database is told to refuse writes, as a standby does: `SELECT 1` passes there, and so every node says that it is well. Longer than
 * three checks of 3 s.
 */
export const readOnly = scenario({
  system: "cosmian-kms",
  id: "kms-52-read-only",
  title: "no node leaves rotation when the database refuses every write",
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["db"],
    process: "database",
    edit: {
      file: "/etc/haproof/postgres/postgresql.conf",
      replace: "default_transaction_read_only = off",
      by: "default_transaction_read_only = on",
    },
  },
  // A second more than is asked for: between the signal and the first session that has heard of it up to half a second was seen.
  healAfterMs: 11_000,
  expect: [
    expecting.of("KMS-52", { check: "eviction" }, { kind: "never" }, { watchMs: 10_000 }),
    expecting.that("KMS-52", {
      check: "outcomes",
      probe: "write",
      allowed: ["server-error"],
      span: { since: "in-force", until: "heal" },
      minSamples: 60,
    }),
    expecting.that("KMS-52", { check: "moves", count: 0 }),
  ],
});

/** Nothing is broken. While clients go on, the database is dumped and restored on a server of its own, every 3 s, and the rows compared. */
export const restored = scenario({
  system: "cosmian-kms",
  id: "kms-11-restore",
  title: "a dump of the database, restored elsewhere, has every row",
  variant: "spare-database",
  profiles: ["published"],
  nightly: true,
  fault: { kind: "noop", hosts: [] },
  healAfterMs: 7_000,
  expect: [expecting.that("KMS-11", { check: "stay-up", probe: "restore", minSamples: 2 })],
});
