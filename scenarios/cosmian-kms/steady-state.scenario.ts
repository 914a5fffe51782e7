import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** Nothing is broken: what the document says of the undisturbed system, watched for as long as its slowest check cycle. */
export default scenario({
  system: "cosmian-kms",
  id: "kms-steady",
  title: "the undisturbed system serves every key from every node, on one VIP, and hides its nodes",
  fault: { kind: "noop", hosts: [] },
  watchMs: 3_000,
  expect: [
    expecting.that("KMS-01", {
      check: "served-by",
      probe: "kmip",
      servers: ["kms1", "kms2", "kms3"],
      tolerance: 0.25,
    }),
    expecting.that("KMS-01", { check: "stay-up", probe: "kmip" }),
    // 60 operations: a node that got no turn, or one that got every turn, would be a third and more away from its share.
    expecting.that("KMS-25", {
      check: "served-by",
      probe: "kmip",
      servers: ["kms1", "kms2", "kms3"],
      tolerance: 0.25,
    }),
    expecting.that("KMS-04", { check: "one-holder" }),
    expecting.that("KMS-05", { check: "server-views" }),
    expecting.that("KMS-06", {
      check: "outcomes",
      probe: "node-direct",
      allowed: ["timeout", "unreachable"],
    }),
    expecting.that("KMS-06", { check: "stay-up", probe: "connect" }),
    expecting.that("KMS-18", { check: "files", rules: ["pair-haproxy-differs"] }),
    expecting.that("KMS-33", {
      check: "files",
      rules: ["pair-keepalived-differs", "pair-version", "pair-advert-int", "pair-vip-list"],
    }),
    expecting.that("KMS-40", { check: "files", rules: ["pair-router-id"] }),
    expecting.that("KMS-41", { check: "files", rules: ["pair-auth"] }, { profiles: ["published"] }),
    expecting.that(
      "KMS-54",
      { check: "outcomes", probe: "http", allowed: ["refused"] },
      { profiles: ["published"] },
    ),
    expecting.that(
      "KMS-54",
      { check: "stay-up", probe: "http" },
      { profiles: ["tuned"], promise: { kind: "holds" } },
    ),
  ],
});
