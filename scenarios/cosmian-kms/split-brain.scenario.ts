import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { Expectation } from "../../src/verdict/expectation.ts";

/** What the first connection after the heal costs: from nothing to the end of what the configuration allows. */
const rejoined = { check: "outage", probe: "connect", span: { since: "heal" } } as const;
const within = { kind: "by-window-end", against: "failback", misled: true, orNone: true } as const;

/** Both hold the VIP until the heal; how long, and beside whom, is reported. */
const bothHold: Expectation = expecting.dualMaster("KMS-34", {
  promise: { kind: "silent", because: "a balancer that is cut off cannot know that it is no longer master" },
});

/**
 * The first balancer, which has the higher priority, was cut off and is heard before it hears: the other one goes without
 * a word. Published: nobody tells the clients, who go on sending to a balancer that has dropped the VIP until their neighbour
 * caches age, 53 s at most (timing-model.md 1.4). Tuned: the loser speaks too, the winner answers with gratuitous ARP, and
 * repeats it every `garp_master_refresh`. Published takes a minute: nightly.
 */
export const higherFirst = scenario({
  system: "cosmian-kms",
  id: "kms-34-meeting-higher-first",
  title: "clients find the VIP again after a split brain in which the higher priority is heard first",
  nightly: true,
  fault: { kind: "partition", hosts: ["lb1"], network: "front", firstHeard: "out" },
  expect: [
    bothHold,
    expecting.broken(
      "KMS-34",
      { check: "stay-up", probe: "connect", span: { since: "heal" } },
      {
        profiles: ["published"],
        promise: {
          kind: "silent",
          because: "the document does not say what clients are told when two balancers meet again",
        },
      },
    ),
    expecting.of("KMS-50", rejoined, within, { profiles: ["published"] }),
    expecting.of("KMS-50", rejoined, within, { profiles: ["tuned"], promise: { kind: "happens" } }),
  ],
});

/** The other order: the higher priority hears the lower one first and answers with gratuitous ARP at once. */
export const lowerFirst = scenario({
  system: "cosmian-kms",
  id: "kms-34-meeting-lower-first",
  title: "clients find the VIP again after a split brain in which the lower priority is heard first",
  nightly: true,
  fault: { kind: "partition", hosts: ["lb1"], network: "front", firstHeard: "in" },
  expect: [bothHold, expecting.of("KMS-50", rejoined, within)],
});
