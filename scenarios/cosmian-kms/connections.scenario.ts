import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

const undisturbed = { kind: "noop", hosts: [] } as const;
const nodes = ["kms1", "kms2", "kms3"] as const;

/**
 * Nothing is broken. Every node shows the one certificate that the client knows, and names the client by the client's own: nobody between
 * them ends TLS. 40 handshakes in 3 s, a third of them at each node.
 */
export const identity = scenario({
  system: "cosmian-kms",
  id: "kms-24-identity",
  title: "clients see the nodes' one certificate, and nodes see the clients' own",
  byDay: false,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [
    expecting.that("KMS-24", { check: "stay-up", probe: "identity", minSamples: 30 }),
    expecting.that("KMS-15", { check: "stay-up", probe: "identity", minSamples: 30 }),
    expecting.that("KMS-15", { check: "served-by", probe: "identity", servers: nodes }),
  ],
});

/** The third node has a certificate of its own, of the same authority: a client that knows the other one is served by two nodes only. */
export const unlike = scenario({
  system: "cosmian-kms",
  id: "kms-15-unlike",
  title: "a client that knows the certificate is not served by a node with another one",
  variant: "unlike-certificate",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [
    expecting.that("KMS-15", { check: "served-by", probe: "identity", servers: ["kms1", "kms2"] }),
    expecting.that("KMS-15", {
      check: "outcomes",
      probe: "identity",
      allowed: ["ok", "wrong"],
      minSamples: 30,
    }),
  ],
});

/** The third node's certificate has run out: its health is asked without TLS, so it stays in rotation, and a third of the clients fails. */
export const expired = scenario({
  system: "cosmian-kms",
  id: "kms-17-expired",
  title: "a node whose certificate has run out stays in rotation and serves nobody",
  variant: "expired-certificate",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 4_000,
  expect: [
    expecting.that("KMS-17", { check: "served-by", probe: "kmip", servers: ["kms1", "kms2"] }),
    expecting.broken("KMS-17", { check: "stay-up", probe: "kmip", minSamples: 30 }),
    expecting.that("KMS-17", { check: "server-views", span: { until: "heal" } }),
  ],
});

/**
 * The nodes' HTTP port speaks TLS, and so do the checks. Then the balancers are given the document's own check, which does not: every node
 * goes DOWN with its first check after the reload.
 */
export const plainCheck = scenario({
  system: "cosmian-kms",
  id: "kms-16-plain-check",
  title: "the document's own check takes out every node whose HTTP port speaks TLS",
  variant: "https",
  profiles: ["published"],
  nightly: true,
  fault: {
    kind: "reload",
    hosts: ["lb1", "lb2"],
    process: "haproxy",
    edit: { file: "/etc/haproxy/haproxy.cfg", replace: " check-ssl verify none", by: "" },
  },
  // Three servers, 3 s between two checks of one, and the answer of the last.
  healAfterMs: 6_000,
  expect: [
    expecting.that("KMS-16", {
      check: "stay-up",
      probe: "kmip",
      span: { since: "baseline-start", until: "baseline-end" },
    }),
    expecting.of(
      "KMS-16",
      { check: "eviction" },
      { kind: "happens" },
      {
        promise: {
          kind: "silent",
          because: "the document asks for an SSL load balancer and publishes a check without TLS",
        },
      },
    ),
  ],
});

/** The balancer passes TLS on: HTTPS and KMIP clients see the nodes' own certificate. */
export const passedOn = scenario({
  system: "cosmian-kms",
  id: "kms-16-passed-on",
  title: "HTTPS and KMIP clients are served where the balancer passes TLS on",
  variant: "https",
  profiles: ["tuned"],
  nightly: true,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: ["https", "identity"].map((probe) =>
    expecting.that("KMS-16", { check: "stay-up", probe, minSamples: 30 }),
  ),
});

/** The balancer ends TLS and begins it anew, the nodes' certificates verified. */
export const bridged = scenario({
  system: "cosmian-kms",
  id: "kms-16-bridged",
  title: "HTTPS clients are served where the balancer ends TLS and begins it anew",
  variant: "https-bridge",
  profiles: ["tuned"],
  nightly: true,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [expecting.that("KMS-16", { check: "stay-up", probe: "https", minSamples: 30 })],
});

/**
 * 50 connections are `maxconn`. One more is accepted by the kernel and waits for a third of a second, unserved and not refused; one of the
 * 50 goes, and it is served. Every 3 s; nobody else is there.
 */
export const fullHouse = scenario({
  system: "cosmian-kms",
  id: "kms-21-full-house",
  title: "a connection beyond maxconn waits, and is served when another one goes",
  variant: "maxconn-50",
  profiles: ["published"],
  nightly: true,
  fault: undisturbed,
  healAfterMs: 7_000,
  expect: [expecting.that("KMS-21", { check: "stay-up", probe: "full-house", minSamples: 2 })],
});

/** An idle connection is begun with the trial's first second, and is closed 50 s later, to within one. */
export const idle = scenario({
  system: "cosmian-kms",
  id: "kms-23-idle",
  title: "an idle connection is closed after 50 s",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 53_000,
  expect: [
    expecting.that("KMS-23", { check: "stay-up", probe: "idle", minSamples: 400 }),
    expecting.that("KMS-23", { check: "served-by", probe: "idle", servers: ["idle timeout"] }),
  ],
});

/** One client alone, 300 connections in 15 s, each a third to within one in a hundred: 3 connections. */
export const inTurn = scenario({
  system: "cosmian-kms",
  id: "kms-25-in-turn",
  title: "each node gets every third connection",
  variant: "quiet",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 15_000,
  expect: [expecting.that("KMS-25", { check: "served-by", probe: "kmip", servers: nodes, tolerance: 0.01 })],
});

/** A user of the web interface comes back with the cookie that one node gave: 40 requests in 3 s, a third of them at each node. */
export const webSession = scenario({
  system: "cosmian-kms",
  id: "kms-51-web-session",
  title: "a session of the web interface is known on every node that has the same salt",
  profiles: ["tuned"],
  byDay: false,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [
    expecting.that("KMS-51", { check: "stay-up", probe: "ui", minSamples: 30 }),
    expecting.that("KMS-51", { check: "served-by", probe: "ui", servers: nodes }),
  ],
});

/** No salt is set, as in the document: two nodes in three do not know the cookie. */
export const noSalt = scenario({
  system: "cosmian-kms",
  id: "kms-51-no-salt",
  title: "a session of the web interface is known on one node only where no salt is set",
  profiles: ["tuned"],
  variant: "no-salt",
  nightly: true,
  fault: undisturbed,
  healAfterMs: 3_000,
  expect: [
    expecting.broken(
      "KMS-51",
      { check: "stay-up", probe: "ui", minSamples: 30 },
      {
        promise: {
          kind: "silent",
          because: "the document calls the nodes stateless and does not mention ui_session_salt",
        },
      },
    ),
  ],
});
