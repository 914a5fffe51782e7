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
  expect: [expecting.takeover("KMS-35", { by: "lb2" })],
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
  expect: [expecting.takeover("KMS-35", { by: "lb3" })],
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
