import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const balancers = ["lb1", "lb2"] as const;
/**
 * A node that runs but is in no list is added on both balancers by one line and a reload, and taken away again in the same manner.
 * Promised: no client has to be told, traffic at once.
 */
export const node = scenario({
  system: "cosmian-kms",
  id: "kms-07-add-node",
  title: "a node is added and removed by a reload, and no client notices",
  fault: {
    kind: "reload",
    hosts: balancers,
    process: "haproxy",
    edit: { file: "/etc/haproxy/haproxy.cfg", copyLinesOf: "kms3", to: "kms4" },
  },
  // A fourth of 60 operations go to the new node: that none does has a chance of 0.75^60, one in 30 million.
  healAfterMs: 3_000,
  expect: [
    expecting.of("KMS-07", { check: "first-served", probe: "kmip", servedBy: "kms4" }, { kind: "happens" }),
    expecting.that(
      "KMS-07",
      { check: "stay-up", probe: "connect", span: { until: "heal" } },
      { promise: { kind: "holds" } },
    ),
    expecting.that(
      "KMS-07",
      { check: "stay-up", probe: "kmip", span: { until: "heal" } },
      { promise: { kind: "holds" } },
    ),
    expecting.of(
      "KMS-48",
      { check: "first-served", probe: "kmip", servedBy: "kms4" },
      { kind: "happens" },
      { promise: { kind: "happens" } },
    ),
    expecting.that("KMS-48", { check: "stay-up", probe: "kmip", span: { until: "heal" } }),
    expecting.that("KMS-09", { check: "stay-up", probe: "connect", span: { since: "heal" } }),
    expecting.that("KMS-09", { check: "stay-up", probe: "kmip", span: { since: "heal" } }),
  ],
});

/** A restart closes the listeners for a moment: new connections are refused meanwhile. How long is reported. */
export const haproxyRestart = scenario({
  system: "cosmian-kms",
  id: "kms-08-haproxy-restart",
  title: "a restart of HAProxy interrupts its clients",
  fault: { kind: "restart", hosts: ["@active"], process: "haproxy" },
  watchMs: 3_000,
  expect: [
    expecting.of(
      "KMS-08",
      { check: "outage", probe: "connect" },
      { kind: "reported" },
      { promise: { kind: "silent", because: "the document does not say that a restart interrupts clients" } },
    ),
  ],
});

/** keepalived gives the VIP up and, where it preempts, takes it back: two moves for one change of a file. */
export const keepalivedRestart = scenario({
  system: "cosmian-kms",
  id: "kms-55-keepalived-restart",
  title: "a restart of keepalived moves the VIP",
  fault: { kind: "restart", hosts: ["@active"], process: "keepalived" },
  expect: [
    expecting.takeover("KMS-55"),
    expecting.failback("KMS-55", {
      promise: { kind: "silent", because: "the document does not say that the VIP moves twice" },
    }),
  ],
});

/** A reload keeps the VIP where it is. */
export const keepalivedReload = scenario({
  system: "cosmian-kms",
  id: "kms-55-keepalived-reload",
  title: "a reload of keepalived moves nothing",
  fault: { kind: "reload", hosts: ["@active"], process: "keepalived" },
  // Longer than the published master down interval of 3.6 s, in which another would take a VIP that the reload had lost.
  healAfterMs: 4_000,
  expect: [
    expecting.that("KMS-55", { check: "moves", count: 0 }),
    expecting.that("KMS-55", { check: "stay-up", probe: "connect" }),
  ],
});
