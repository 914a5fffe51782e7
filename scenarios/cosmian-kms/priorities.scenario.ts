import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** Three balancers, the first is lost: the second has the next highest priority. */
export const first = scenario({
  system: "cosmian-kms",
  id: "kms-35-first",
  title: "the second of three balancers takes over from the first",
  variant: "three-balancers",
  profiles: ["published"],
  fault: { kind: "host-loss", hosts: ["lb1"] },
  expect: [expecting.takeover("KMS-35", { by: "lb2" }), expecting.takeover("KMS-45", { by: "lb2" })],
});

/** The first is gone already: the third is next. */
export const second = scenario({
  system: "cosmian-kms",
  id: "kms-35-second",
  title: "the third balancer takes over when the first two are gone",
  variant: "three-balancers",
  profiles: ["published"],
  scene: [{ kind: "host-loss", hosts: ["lb1"] }],
  fault: { kind: "host-loss", hosts: ["lb2"] },
  expect: [expecting.takeover("KMS-35", { by: "lb3" }), expecting.takeover("KMS-45", { by: "lb3" })],
});

/**
 * HAProxy dies on the first two balancers at once, and the third is well. Published: priorities are 101, 100 and 99, and a dead HAProxy
 * costs 2. The first keeps 101, the third has 99 + 2 = 101 and no more: a balancer that hears its own priority stays BACKUP, and the
 * VIP stays where nobody serves. Tuned: both are in FAULT, and the third is the only one left.
 */
export const thirdOfThree = scenario({
  system: "cosmian-kms",
  id: "kms-38-third",
  title: "the third balancer takes over when HAProxy is dead on the first two",
  variant: "three-balancers",
  nightly: true,
  fault: { kind: "process-crash", hosts: ["lb1", "lb2"], process: "haproxy" },
  // Longer than the published script's interval of 2 s and the master down interval of 3.6 s.
  watchMs: 8_000,
  expect: [
    expecting.takeover("KMS-38", { watchMs: 8_000 }),
    expecting.takeover("KMS-38", { profiles: ["tuned"], by: "lb3", budgetMs: 2_000 }),
    expecting.takeover("KMS-45", { profiles: ["tuned"], by: "lb3" }),
  ],
});

/** HAProxy dies on both. Published: one of them keeps the VIP and refuses. Tuned: both are in FAULT, and nobody has it. */
export const everyHaproxy = scenario({
  system: "cosmian-kms",
  id: "kms-39-every-haproxy",
  title: "nobody serves when HAProxy is dead on every balancer",
  nightly: true,
  fault: { kind: "process-crash", hosts: ["lb1", "lb2"], process: "haproxy" },
  watchMs: 8_000,
  expect: [
    expecting.takeover("KMS-39", { watchMs: 8_000 }),
    expecting.that(
      "KMS-39",
      { check: "moves", count: 0, span: { until: "heal" } },
      { profiles: ["published"] },
    ),
    expecting.that(
      "KMS-39",
      {
        check: "outcomes",
        probe: "connect",
        allowed: ["refused", "reset"],
        span: { since: "in-force", until: "heal" },
      },
      { profiles: ["published"] },
    ),
    expecting.broken(
      "KMS-39",
      { check: "one-holder", span: { since: "in-force", until: "heal" } },
      { profiles: ["tuned"] },
    ),
    expecting.that(
      "KMS-39",
      {
        check: "outcomes",
        probe: "connect",
        allowed: ["refused", "reset", "timeout", "unreachable"],
        span: { since: "in-force", until: "heal" },
      },
      { profiles: ["tuned"] },
    ),
  ],
});

/** One balancer alone: when it is lost every client is, for as long as it is. The control for what two are good for. */
export const alone = scenario({
  system: "cosmian-kms",
  id: "kms-49-alone",
  title: "a single balancer is a single point of failure",
  variant: "one-balancer",
  profiles: ["published"],
  fault: { kind: "host-loss", hosts: ["lb1"] },
  watchMs: 5_000,
  expect: [
    expecting.takeover("KMS-49", { watchMs: 5_000, promise: { kind: "never" } }),
    expecting.that("KMS-49", {
      check: "outcomes",
      probe: "connect",
      allowed: ["timeout", "unreachable", "refused", "reset"],
      span: { since: "in-force", until: "heal" },
    }),
  ],
});
