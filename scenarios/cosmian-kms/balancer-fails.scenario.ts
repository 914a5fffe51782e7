import { expect } from "vitest";
import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

/** The tuned profile's promise: VRRP version 3 at half a second, three intervals and the skew (timing-model.md 1.6). */
const vipBudgetMs = 2_000;

/** The VIP moves as the configuration says; in the tuned profile, and for clients that know it, within the budget. */
const movesInTime: readonly Expectation[] = [
  expecting.takeover("KMS-44"),
  expecting.takeover("KMS-44", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
  expecting.of(
    "KMS-44",
    { check: "outage", probe: "connect" },
    { kind: "reported" },
    { profiles: ["tuned"], budgetMs: vipBudgetMs },
  ),
];

/**
 * keepalived is told to stop: it says farewell, and the backup waits for the skew only. Judged by a third of a second, of which a
 * twentieth is less noise than a machine with neighbours makes: not by day.
 */
export const graceful = scenario({
  system: "cosmian-kms",
  id: "kms-44-graceful",
  title: "the VIP moves when the active balancer's keepalived is stopped",
  byDay: false,
  fault: { kind: "graceful-stop", hosts: ["@active"], process: "keepalived" },
  expect: [...movesInTime, expecting.failback("KMS-43", { watchMs: 3_000 })],
});

/** The machine loses its power: three missed advertisements and the skew. */
export const loss = scenario({
  system: "cosmian-kms",
  id: "kms-44-host-loss",
  title: "the VIP moves when the active balancer's host is lost, and clients are served again",
  fault: { kind: "host-loss", hosts: ["@active"] },
  expect: [
    ...movesInTime,
    expecting.failback("KMS-43", { watchMs: 3_000 }),
    expecting.of(
      "KMS-50",
      { check: "outage", probe: "connect" },
      { kind: "by-window-end", against: "takeover" },
    ),
    // Nothing fails but during the takeover: all that clients missed, added up, is no more than its window.
    expecting.of(
      "KMS-50",
      { check: "outage", probe: "connect", part: "total" },
      { kind: "by-window-end", against: "takeover" },
    ),
  ],
  also: (trial) => expect(trial).toAgree({ probe: "connect" }),
});

/** The machine is paused: it keeps the address and its kernel goes on answering for it. */
export const freeze = scenario({
  system: "cosmian-kms",
  id: "kms-44-host-freeze",
  title: "the VIP moves when the active balancer's host freezes",
  fault: { kind: "host-freeze", hosts: ["@active"] },
  expect: [
    ...movesInTime,
    expecting.dualMaster("KMS-34", {
      promise: { kind: "silent", because: "a frozen host keeps the address and answers ARP for it" },
    }),
  ],
});

/** The cable to the clients is pulled: keepalived on the host is told and drops the address. */
export const frontLink = scenario({
  system: "cosmian-kms",
  id: "kms-44-front-link",
  title: "the VIP moves when the active balancer loses its link to the clients",
  fault: { kind: "link-down", hosts: ["@active"], network: "front" },
  expect: movesInTime,
});

/** Nobody hears the active balancer on the front network and it hears nobody; it keeps the address, unheard. */
export const partition = scenario({
  system: "cosmian-kms",
  id: "kms-44-partition",
  title: "the VIP moves when the active balancer is cut off",
  fault: { kind: "partition", hosts: ["@active"], network: "front" },
  expect: [
    ...movesInTime,
    expecting.dualMaster("KMS-34", {
      promise: {
        kind: "silent",
        because: "a balancer that is cut off cannot know that it is no longer master",
      },
    }),
  ],
});

/** keepalived itself is killed and nobody takes the address away: HAProxy goes on serving it beside the new master. */
export const keepalivedCrash = scenario({
  system: "cosmian-kms",
  id: "kms-34-keepalived-crash",
  title: "another balancer takes the VIP when keepalived is killed, and two hold it",
  fault: { kind: "process-crash", hosts: ["@active"], process: "keepalived" },
  expect: [
    expecting.takeover("KMS-44"),
    expecting.dualMaster("KMS-34", {
      promise: { kind: "silent", because: "nobody takes the address from a host whose keepalived is dead" },
    }),
  ],
});

/**
 * The cable to the nodes is pulled. Published: nobody looks. Tuned: `track_interface` makes it a fault at once, so that it is judged
 * by a third of a second, as a graceful stop is.
 */
export const backLink = scenario({
  system: "cosmian-kms",
  id: "kms-05-back-link",
  title: "the VIP leaves a balancer that has lost its link to the nodes",
  byDay: false,
  fault: { kind: "link-down", hosts: ["@active"], network: "back" },
  watchMs: 6_000,
  expect: [
    expecting.takeover("KMS-05", {
      watchMs: 6_000,
      promise: { kind: "silent", because: "the document looks at HAProxy's process only" },
    }),
    expecting.takeover("KMS-05", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
  ],
});

/** Packets to the nodes vanish and the carrier stays: no profile can see it. It would take a script that reaches a node. */
export const backPartition = scenario({
  system: "cosmian-kms",
  id: "kms-05-back-partition",
  title: "a balancer that silently lost its nodes keeps the VIP",
  fault: { kind: "partition", hosts: ["@active"], network: "back" },
  watchMs: 4_000,
  expect: [
    expecting.takeover("KMS-05", {
      watchMs: 4_000,
      promise: { kind: "silent", because: "no check of either profile reaches a node from keepalived" },
    }),
  ],
});

/**
 * One advertisement of ten is lost by chance. Three in a row are one of a thousand, so that in half a minute the VIP moves in one run
 * of forty (published) or of twenty (tuned): it may, but never sooner than two intervals and the skew after the loss began.
 */
export const lossyAdvertisements = scenario({
  system: "cosmian-kms",
  id: "kms-34-vrrp-loss",
  title: "the VIP moves no sooner than predicted when advertisements are lost by chance",
  nightly: true,
  fault: { kind: "packet-loss", hosts: ["@active"], network: "front", only: "vrrp", lossPercent: 10 },
  watchMs: 30_000,
  expect: [
    expecting.takeover("KMS-34", {
      watchMs: 30_000,
      promise: { kind: "silent", because: "the document does not speak of lossy networks" },
    }),
  ],
});

/**
 * The active balancer has a tenth of a core. It stalls for 0.2 s at most, and its heir waits for 2.6 s (published) or 1.2 s (tuned)
 * at least: keepalived and its check have time enough, and the VIP stays.
 */
export const throttled = scenario({
  system: "cosmian-kms",
  id: "kms-34-cpu-throttle",
  title: "a balancer that is short of processor time keeps the VIP",
  nightly: true,
  fault: { kind: "cpu-throttle", hosts: ["@active"], cores: 0.1 },
  watchMs: 8_000,
  expect: [
    expecting.takeover("KMS-34", { promise: { kind: "holds" } }),
    expecting.that("KMS-34", { check: "moves", count: 0 }),
  ],
});
