import { expect } from "vitest";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

const server = "kmip_backend/kms2";
/** The tuned profile's promise: a second of silence, then two checks a second apart, on top of one interval (timing-model.md 3.2). */
const evictionBudgetMs = 9_000;

/** The node leaves rotation as HAProxy's checks say, comes back as they say, and the others carry on. */
function evictedAndBack(detection: "KMS-26" | "KMS-27"): readonly Expectation[] {
  return [
    expecting.eviction(detection, server),
    expecting.eviction(detection, server, { profiles: ["tuned"], budgetMs: evictionBudgetMs }),
    expecting.eviction("KMS-46", server),
    ...["KMS-28", "KMS-46"].map((claim) =>
      expecting.that(claim, { check: "stay-up", probe: "kmip", span: { since: "eviction", until: "heal" } }),
    ),
    expecting.that("KMS-28", {
      check: "served-by",
      probe: "kmip",
      servers: ["kms1", "kms3"],
      tolerance: 0.5,
      span: { since: "eviction", until: "heal" },
    }),
    expecting.readmission("KMS-30", server),
    expecting.readmission("KMS-47", server),
  ];
}

/** A connection to a dead process is reset at once; one to a silent node only when HAProxy cuts it, which needs tuning. */
export const crash = scenario({
  system: "cosmian-kms",
  id: "kms-26-crash",
  title: "a node whose process was killed leaves rotation within inter × fall",
  fault: { kind: "process-crash", hosts: ["kms2"], process: "app" },
  expect: [
    ...evictedAndBack("KMS-26"),
    expecting.of(
      "KMS-29",
      { check: "notice", probe: "held" },
      { kind: "happens" },
      { promise: { kind: "at-latest", latestMs: 1_000 } },
    ),
  ],
  also: (trial) => expect(trial).toAgree({ probe: "connect" }),
});

/**
 * Tuned: a connection that the dead node refuses goes to another one at once, so nobody waits in vain. One that is being given to it
 * in the instant in which HAProxy takes it out is cut with its sessions.
 */
export const redispatch = scenario({
  system: "cosmian-kms",
  id: "kms-28-redispatch",
  title: "nobody waits in vain for a node that refuses",
  profiles: ["tuned"],
  nightly: true,
  fault: { kind: "process-crash", hosts: ["kms2"], process: "app" },
  expect: [
    expecting.eviction("KMS-26", server),
    expecting.that("KMS-28", {
      check: "outcomes",
      probe: "kmip",
      allowed: ["ok", "closed", "reset"],
      span: { since: "in-force", until: "heal" },
    }),
  ],
});

function silent(id: string, title: string, fault: FaultPlan): ReturnType<typeof scenario> {
  return scenario({
    system: "cosmian-kms",
    id,
    title,
    fault,
    expect: [
      ...evictedAndBack("KMS-27"),
      expecting.of(
        "KMS-29",
        { check: "notice", probe: "held" },
        { kind: "never" },
        { profiles: ["published"], watchMs: 15_000 },
      ),
      expecting.of(
        "KMS-29",
        { check: "notice", probe: "held" },
        { kind: "happens" },
        { profiles: ["tuned"], budgetMs: evictionBudgetMs },
      ),
    ],
  });
}

export const freeze = silent("kms-27-process-freeze", "a node whose process hangs leaves rotation", {
  kind: "process-freeze",
  hosts: ["kms2"],
  process: "app",
});
export const hostFreeze = silent("kms-27-host-freeze", "a node whose host is frozen leaves rotation", {
  kind: "host-freeze",
  hosts: ["kms2"],
});
export const hostLoss = silent("kms-27-host-loss", "a node whose host is lost leaves rotation", {
  kind: "host-loss",
  hosts: ["kms2"],
});
export const partition = silent(
  "kms-27-partition",
  "a node that is cut off from the balancers leaves rotation",
  {
    kind: "partition",
    hosts: ["kms2"],
  },
);

/**
 * Refused for 4 s and then back: with checks every 3 s at most two can fail, and the third would be needed.
 * (fall − 1) × inter = 6 s is the bound; two seconds of it are left for the node to start in.
 */
export const blip = scenario({
  system: "cosmian-kms",
  id: "kms-31-blip",
  title: "a node that is away for 4 s stays in rotation",
  profiles: ["published"],
  fault: { kind: "process-crash", hosts: ["kms2"], process: "app" },
  healAfterMs: 4_000,
  expect: [
    expecting.of("KMS-31", { check: "eviction", subject: server }, { kind: "never" }, { watchMs: 4_000 }),
  ],
});

/** Only the KMIP port is dead. Published: HAProxy asks another port and never knows. Tuned: it asks that port too. */
export const kmipPort = scenario({
  system: "cosmian-kms",
  id: "kms-19-kmip-port",
  title: "a node whose KMIP port is dead leaves rotation although its health is good",
  fault: { kind: "listener-stop", hosts: ["kms2"], process: "app", port: 5696 },
  watchMs: 9_000,
  expect: [
    expecting.eviction("KMS-19", server, { watchMs: 9_000 }),
    expecting.eviction("KMS-19", server, {
      profiles: ["tuned"],
      promise: { kind: "at-latest", latestMs: 9_000 },
      budgetMs: evictionBudgetMs,
    }),
  ],
});

/**
 * A node's clock is two days slow, the certificates are one day old: it refuses every client, and its health says that all is well.
 * The balancers go on sending it a third of the clients. A restart of a node takes less than the two checks that may fail.
 */
export const slowClock = scenario({
  system: "cosmian-kms",
  id: "kms-19-clock-skew",
  title: "a node that refuses every certificate stays in rotation",
  nightly: true,
  fault: { kind: "clock-skew", hosts: ["kms2"], process: "app", skewMs: -172_800_000 },
  watchMs: 12_000,
  expect: [
    expecting.eviction("KMS-19", server, {
      watchMs: 12_000,
      promise: {
        kind: "silent",
        because: "the check asks on 9998 without TLS, where no certificate is looked at",
      },
    }),
  ],
});

/**
 * Connections to a node that swallows them, while it is still in rotation. Published: `timeout connect` 5 s, and three retries at the same
 * node: whoever is sent there waits for 20 s. One in three is, four times a second, so that the first is under way within 2 s but for one
 * time in 25; half a second is for the last answer. Tuned: one second, then another node; a client is told sooner only where its node is
 * taken out meanwhile.
 */
export const swallowed = scenario({
  system: "cosmian-kms",
  id: "kms-22-swallowed",
  title: "a client of a node that swallows connections waits for as long as the balancer tries",
  nightly: true,
  fault: { kind: "partition", hosts: ["kms2"], only: "tcp" },
  healAfterMs: 24_000,
  expect: [
    expecting.of(
      "KMS-22",
      { check: "notice", probe: "patient" },
      { kind: "within", window: { earliestMs: 20_000, latestMs: 22_500 } },
      { profiles: ["published"] },
    ),
    expecting.that(
      "KMS-22",
      {
        check: "outcomes",
        probe: "patient",
        allowed: ["ok", "closed", "reset"],
        span: { since: "in-force", until: "heal" },
      },
      { profiles: ["tuned"] },
    ),
  ],
});
