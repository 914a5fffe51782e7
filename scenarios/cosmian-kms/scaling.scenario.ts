import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";

const file = "/etc/haproxy/haproxy.cfg";
const reload = { kind: "reload", hosts: ["lb1", "lb2"], process: "haproxy" } as const;
/** The lists of both balancers with one node only, and with four. */
const one: FaultPlan = { ...reload, edit: { file, dropLinesOf: ["kms2", "kms3"] } };
const four: FaultPlan = { ...reload, edit: { file, copyLinesOf: "kms3", to: "kms4" } };
/**
 * At 20 operations a second 60 go to four nodes in 3 s: that one of them gets none has a chance of 0.75^60, one in 30 million.
 */
const usedMs = 3_000;
const nobodyFails = ["connect", "kmip"].map((probe) =>
  expecting.that("KMS-03", { check: "stay-up", probe, minSamples: 60 }),
);

/** From one node to four, and then to the three of the stack. */
export const up = scenario({
  system: "cosmian-kms",
  id: "kms-03-one-to-four",
  title: "no client notices when one node becomes four",
  nightly: true,
  scene: [one],
  fault: four,
  healAfterMs: usedMs,
  expect: [
    ...nobodyFails,
    expecting.that("KMS-03", {
      check: "served-by",
      probe: "kmip",
      servers: ["kms1", "kms2", "kms3", "kms4"],
      span: { until: "heal" },
    }),
  ],
});

/** From four nodes to one, and then to three. */
export const down = scenario({
  system: "cosmian-kms",
  id: "kms-03-four-to-one",
  title: "no client notices when four nodes become one",
  nightly: true,
  scene: [four],
  fault: one,
  healAfterMs: usedMs,
  expect: [
    ...nobodyFails,
    expecting.that("KMS-03", {
      check: "served-by",
      probe: "kmip",
      servers: ["kms1"],
      // A connection that was under way at the reload is answered by the node that it was given.
      span: { since: "in-force", until: "heal" },
    }),
  ],
});

/**
 * A node is taken out of both lists, its connections end, its host loses its power and comes back, and it is put into the lists again.
 * The writers' sessions are made anew after 20 uses, six sessions at ten writes a second: 12 s, and one more.
 */
function replaced(node: "kms1" | "kms2" | "kms3"): ReturnType<typeof scenario> {
  return scenario({
    system: "cosmian-kms",
    id: `kms-02-replace-${node}`,
    title: `${node} is replaced without a failed operation or a lost key`,
    nightly: true,
    scene: [{ ...reload, edit: { file, dropLinesOf: [node] } }],
    baselineMs: 13_000,
    fault: { kind: "host-loss", hosts: [node] },
    healAfterMs: 3_000,
    expect: [
      expecting.that("KMS-02", { check: "stay-up", probe: "connect" }),
      expecting.that("KMS-02", { check: "stay-up", probe: "kmip" }),
      expecting.that("KMS-02", { check: "stay-up", probe: "write" }),
      expecting.ledger("KMS-02", "write"),
    ],
  });
}

export const first = replaced("kms1");
export const second = replaced("kms2");
export const third = replaced("kms3");

/** Another strategy, on both balancers: every operation is answered, by every node but where the strategy is the client's address. */
function balanced(by: "leastconn" | "random" | "source"): ReturnType<typeof scenario> {
  const all = { check: "served-by", probe: "kmip", servers: ["kms1", "kms2", "kms3"] } as const;
  return scenario({
    system: "cosmian-kms",
    id: `kms-14-${by}`,
    title: `every operation succeeds with balance ${by}`,
    nightly: true,
    fault: { ...reload, edit: { file, replace: "balance roundrobin", by: `balance ${by}` } },
    healAfterMs: usedMs,
    expect: [
      expecting.that("KMS-14", { check: "stay-up", probe: "connect" }),
      expecting.that("KMS-14", { check: "stay-up", probe: "kmip", minSamples: 60 }),
      ...(by === "source"
        ? [expecting.broken("KMS-14", { ...all, span: { since: "in-force", until: "heal" } }, control)]
        : [expecting.that("KMS-14", { ...all, span: { since: "in-force", until: "heal" } })]),
    ],
  });
}

const control = {
  promise: { kind: "silent", because: "the document does not say that one client gets one node then" },
} as const;

export const leastconn = balanced("leastconn");
export const random = balanced("random");
export const source = balanced("source");
