import { deploying, editing, keepalivedConf, replaced, without } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

const both = ["lb1", "lb2"] as const;
const twoMasters =
  "two masters answer for the VIP, so nothing that a fault does could be told from what is there already";

/** Mistakes in what keepalived says to its peers, and in who is to be master. */
export const vrrp: readonly Mutant[] = [
  {
    name: "wrong-router-id",
    mistake: "the second balancer has another virtual_router_id",
    kind: "file",
    profile: "published",
    scenario: "kms-steady",
    change: editing(keepalivedConf, ["lb2"], replaced("virtual_router_id 51", "virtual_router_id 52")),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-04",
      names: /held by (lb1 and lb2|lb2 and lb1)/,
      because: twoMasters,
    },
  },
  {
    name: "authentication-differs",
    mistake: "the password was changed on one balancer only",
    kind: "file",
    profile: "published",
    scenario: "kms-steady",
    change: editing(keepalivedConf, ["lb2"], replaced("auth_pass SecretPassword", "auth_pass Changed2026")),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-04",
      names: /held by (lb1 and lb2|lb2 and lb1)/,
      because: twoMasters,
    },
  },
  {
    name: "advert-int-differs",
    mistake:
      "version 2, and the balancers advertise at different intervals: each discards what the other says",
    kind: "file",
    profile: "published",
    scenario: "kms-steady",
    change: editing(keepalivedConf, ["lb1"], replaced("advert_int 1", "advert_int 2")),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-04",
      names: /held by (lb1 and lb2|lb2 and lb1)/,
      because: twoMasters,
    },
  },
  {
    name: "equal-priorities",
    mistake: "the second balancer runs with the primary's priority, so the primary never gets the VIP back",
    kind: "drift",
    profile: "published",
    scenario: "kms-44-graceful",
    change: deploying("keepalived", ["lb2"], replaced("priority 100", "priority 101")),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-43",
      names: /on its way from lb2 back to lb1/,
      because:
        "who has the VIP at first is a matter of microseconds: either it is not the primary and nothing begins, or the primary does not get it back and the trial has no end in a steady state",
    },
  },
  {
    name: "advert-int-2",
    mistake: "advert_int is 2 instead of 0.5",
    kind: "file",
    profile: "tuned",
    scenario: "kms-44-host-loss",
    change: editing(keepalivedConf, both, replaced("advert_int 0.5", "advert_int 2")),
    caughtBy: { kind: "judgement", claim: "KMS-44", check: "takeover", question: "budget" },
  },
  {
    name: "version-2-rounds",
    mistake: "VRRP version 3 was forgotten, and version 2 rounds half a second up to one",
    kind: "file",
    profile: "tuned",
    scenario: "kms-44-host-loss",
    change: editing(keepalivedConf, both, without("    vrrp_version 3\n")),
    caughtBy: { kind: "judgement", claim: "KMS-44", check: "takeover", question: "budget" },
  },
  {
    name: "nopreempt-missing",
    mistake: "the balancers run without the nopreempt of the file that was reviewed",
    kind: "drift",
    profile: "tuned",
    scenario: "kms-44-graceful",
    change: deploying("keepalived", both, without("    nopreempt\n")),
    caughtBy: { kind: "judgement", claim: "KMS-43", check: "failback", question: "behaviour" },
  },
  {
    name: "state-master-voids-nopreempt",
    mistake: "the primary runs with state MASTER, which silently clears its nopreempt",
    kind: "drift",
    profile: "tuned",
    scenario: "kms-44-graceful",
    change: deploying("keepalived", ["lb1"], replaced("state BACKUP", "state MASTER")),
    caughtBy: { kind: "judgement", claim: "KMS-43", check: "failback", question: "behaviour" },
  },
  {
    name: "priorities-swapped",
    mistake: "the second and third balancers run with each other's priority",
    kind: "drift",
    profile: "published",
    scenario: "kms-35-first",
    change: async (stack) => {
      const second = deploying("keepalived", ["lb2"], replaced("priority 100", "priority 99"));
      const third = deploying("keepalived", ["lb3"], replaced("priority 99", "priority 100"));
      return third(await second(stack));
    },
    caughtBy: { kind: "judgement", claim: "KMS-35", check: "takeover", question: "behaviour" },
  },
  {
    name: "vip-mistyped",
    mistake: "the second balancer is told another virtual address",
    kind: "file",
    profile: "tuned",
    scenario: "kms-44-host-loss",
    change: editing(keepalivedConf, ["lb2"], replaced("192.168.1.100", "192.168.1.110")),
    caughtBy: { kind: "judgement", claim: "KMS-44", check: "outage", question: "budget" },
  },
  {
    name: "link-not-tracked",
    mistake: "track_interface was forgotten: a balancer without its nodes keeps the VIP",
    kind: "file",
    profile: "tuned",
    scenario: "kms-05-back-link",
    change: editing(keepalivedConf, both, without("    track_interface {\n        eth1\n    }\n")),
    caughtBy: { kind: "judgement", claim: "KMS-05", check: "takeover", question: "budget" },
  },
];
