import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/**
 * While the active balancer's host is frozen its kernel goes on answering ARP beside the new holder. A client that knows
 * the VIP follows the gratuitous ARP of the takeover; one that comes new may believe the frozen host. Tuned: the new holder
 * repeats itself every `garp_master_refresh`, so a newcomer waits for the takeover and one refresh at most, a figure that is
 * taken from the files in force. Published: nothing repeats it, and a newcomer may wait until the heal (timing-model.md 1.5).
 */
export const newcomers = scenario({
  system: "cosmian-kms",
  id: "kms-50-newcomers",
  title: "a client that does not know the VIP yet is served although the active balancer's host is frozen",
  fault: { kind: "host-freeze", hosts: ["@active"] },
  expect: [
    expecting.takeover("KMS-50"),
    expecting.of(
      "KMS-50",
      { check: "outage", probe: "newcomer", span: { until: "heal" } },
      { kind: "by-window-end", against: "dual-master", misled: true },
      { profiles: ["published"] },
    ),
    expecting.of(
      "KMS-50",
      { check: "outage", probe: "newcomer", span: { until: "heal" } },
      { kind: "by-window-end", against: "dual-master", misled: true },
      { profiles: ["tuned"], promise: { kind: "happens" } },
    ),
  ],
});
