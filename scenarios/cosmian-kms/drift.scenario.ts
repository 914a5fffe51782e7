import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const haproxyCfg = "/etc/haproxy/haproxy.cfg";
const script = "vrrp_script chk_haproxy {";
const keepalivedConf = "/etc/keepalived/keepalived.conf";
/**
 * Longer than the published master down interval of 3.6 s, in which a balancer that no longer hears the other one takes the VIP, with a
 * second in which both certainly hold it.
 */
const heldMs = 5_000;

/** One balancer's list lacks a node. Nobody notices: it is the standby. Its own view tells, and so does a look at both files. */
export const servers = scenario({
  system: "cosmian-kms",
  id: "kms-18-standby-lacks-a-node",
  title: "a standby whose list of nodes was not kept up is told by its files and by its own view",
  byDay: false,
  fault: {
    kind: "reload",
    hosts: ["lb2"],
    process: "haproxy",
    edit: { file: haproxyCfg, dropLinesOf: ["kms3"] },
  },
  // A reload is over within a second; what is asked is what is true then.
  healAfterMs: 2_000,
  expect: [
    expecting.broken(
      "KMS-18",
      { check: "files", rules: ["pair-haproxy-differs"] },
      { promise: { kind: "silent", because: "nothing compares the files of two balancers" } },
    ),
    expecting.broken(
      "KMS-18",
      { check: "server-views", span: { until: "heal" } },
      { promise: { kind: "silent", because: "nothing compares the files of two balancers" } },
    ),
  ],
});

/** The second balancer is given a check that has to fail three times: after a failover another file rules. */
export const keepalived = scenario({
  system: "cosmian-kms",
  id: "kms-33-check-differs",
  title: "a keepalived.conf that differs in more than state and priority is told by the files",
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["lb2"],
    process: "keepalived",
    edit: { file: keepalivedConf, replace: script, by: `${script}\n    fall 3` },
  },
  healAfterMs: 2_000,
  expect: [
    expecting.broken(
      "KMS-33",
      { check: "files", rules: ["pair-keepalived-differs"] },
      { promise: { kind: "silent", because: "nothing compares the files of two balancers" } },
    ),
    expecting.that("KMS-33", { check: "moves", count: 0, span: { until: "heal" } }),
  ],
});

/** The standby is given another router id: neither hears the other any more, and both are MASTER. */
export const routerId = scenario({
  system: "cosmian-kms",
  id: "kms-40-router-id-differs",
  title: "two balancers hold the VIP when their router ids differ",
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["lb2"],
    process: "keepalived",
    edit: { file: keepalivedConf, replace: "virtual_router_id 51", by: "virtual_router_id 52" },
  },
  healAfterMs: heldMs,
  expect: [
    expecting.of("KMS-40", { check: "dual-master" }, { kind: "happens" }, { promise: { kind: "happens" } }),
    expecting.broken(
      "KMS-40",
      { check: "files", rules: ["pair-router-id"] },
      { promise: { kind: "silent", because: "nothing compares the files of two balancers" } },
    ),
  ],
});

/** The standby is given another password: each discards what the other says. */
export const password = scenario({
  system: "cosmian-kms",
  id: "kms-41-password-differs",
  title: "two balancers hold the VIP when their passwords differ",
  profiles: ["published"],
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["lb2"],
    process: "keepalived",
    edit: { file: keepalivedConf, replace: "SecretPassword", by: "Changed2026" },
  },
  healAfterMs: heldMs,
  expect: [
    expecting.of("KMS-41", { check: "dual-master" }, { kind: "happens" }, { promise: { kind: "happens" } }),
    expecting.broken(
      "KMS-41",
      { check: "files", rules: ["pair-auth"] },
      { promise: { kind: "silent", because: "nothing compares the files of two balancers" } },
    ),
  ],
});

/** Eight characters go over the wire: passwords that differ behind them are one. */
export const longPassword = scenario({
  system: "cosmian-kms",
  id: "kms-41-password-differs-late",
  title: "passwords that differ after the eighth character are the same",
  profiles: ["published"],
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["lb2"],
    process: "keepalived",
    edit: { file: keepalivedConf, replace: "SecretPassword", by: "SecretPaNothing" },
  },
  healAfterMs: heldMs,
  expect: [
    expecting.that(
      "KMS-41",
      { check: "moves", count: 0, span: { until: "heal" } },
      { promise: { kind: "silent", because: "the document does not say that eight characters count" } },
    ),
    expecting.that(
      "KMS-41",
      { check: "one-holder", span: { until: "heal" } },
      { promise: { kind: "silent", because: "the document does not say that eight characters count" } },
    ),
  ],
});
