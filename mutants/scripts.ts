import { deploying, editing, keepalivedConf, replaced } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

const both = ["lb1", "lb2"] as const;
const request = "/usr/bin/curl --silent --fail --output /dev/null --max-time 0.5 http://127.0.0.1:8405/alive";

/**
 * What the published configuration promises when HAProxy dies: the script's interval of 2 s, its weight, three advertisements and the
 * skew, 5.6 s at the latest (timing-model.md 1.3).
 */
const publishedTakeover = { takeover: 5_700 };

/** Mistakes in the script by which keepalived knows of HAProxy. */
export const scripts: readonly Mutant[] = [
  {
    name: "killall-not-there",
    mistake:
      "the check script names a killall that is not installed there, so no balancer ever gets its points",
    kind: "file",
    profile: "published",
    scenario: "kms-36-haproxy-crash",
    change: editing(keepalivedConf, both, replaced('"killall -0', '"/usr/local/bin/killall -0')),
    caughtBy: { kind: "judgement", claim: "KMS-36", check: "takeover", question: "behaviour" },
  },
  {
    name: "script-user-may-not-signal",
    mistake: "scripts run as nobody, who may not signal HAProxy: killall -0 always fails",
    kind: "file",
    profile: "published",
    scenario: "kms-36-haproxy-crash",
    change: editing(
      keepalivedConf,
      both,
      replaced(
        "vrrp_script chk_haproxy {",
        "global_defs {\n    script_user nobody\n}\n\nvrrp_script chk_haproxy {",
      ),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-36", check: "takeover", question: "behaviour" },
  },
  {
    name: "weight-too-small",
    mistake: "the script's weight of 2 cannot make up for priorities that are 11 apart",
    kind: "file",
    profile: "published",
    scenario: "kms-36-haproxy-crash",
    change: editing(keepalivedConf, ["lb2"], replaced("priority 100", "priority 90")),
    caughtBy: { kind: "judgement", claim: "KMS-36", check: "takeover", question: "budget" },
    budgets: publishedTakeover,
  },
  {
    name: "preempt-delay-with-weight",
    mistake: "preempt_delay, meant for the way back, delays the failover of a weighted script as well",
    kind: "file",
    profile: "published",
    scenario: "kms-36-haproxy-crash",
    change: editing(keepalivedConf, ["lb2"], replaced("advert_int 1", "advert_int 1\n    preempt_delay 5")),
    caughtBy: { kind: "judgement", claim: "KMS-36", check: "takeover", question: "budget" },
    budgets: publishedTakeover,
  },
  {
    name: "nopreempt-with-weight",
    mistake: "a weight beside nopreempt: the backup may not outvote a master whose HAProxy is dead",
    kind: "file",
    profile: "tuned",
    scenario: "kms-36-haproxy-crash",
    change: editing(keepalivedConf, both, replaced("    weight 0\n", "    weight 2\n")),
    caughtBy: { kind: "judgement", claim: "KMS-37", check: "takeover", question: "budget" },
  },
  {
    name: "killall-passes-the-frozen",
    mistake: "killall -0 in place of a real request: a process that hangs still exists",
    kind: "file",
    profile: "tuned",
    scenario: "kms-42-haproxy-freeze",
    change: editing(keepalivedConf, both, replaced(request, "/usr/bin/killall -0 haproxy")),
    caughtBy: { kind: "judgement", claim: "KMS-42", check: "takeover", question: "budget" },
  },
  {
    name: "script-interval-10",
    mistake: "the script runs every 10 s and must fail twice",
    kind: "file",
    profile: "tuned",
    scenario: "kms-36-haproxy-crash",
    change: editing(keepalivedConf, both, replaced("    interval 1\n", "    interval 10\n    fall 2\n")),
    caughtBy: { kind: "judgement", claim: "KMS-37", check: "takeover", question: "budget" },
  },
  {
    name: "standby-in-fault",
    mistake:
      "the script of the standby balancer asks a port where nobody listens: it is in FAULT, and nobody knows",
    kind: "drift",
    profile: "tuned",
    scenario: "kms-44-host-loss",
    change: deploying("keepalived", ["lb2"], replaced("127.0.0.1:8405", "127.0.0.1:8406")),
    caughtBy: { kind: "judgement", claim: "KMS-44", check: "takeover", question: "behaviour" },
  },
];
