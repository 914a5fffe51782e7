import { editing, haproxyCfg, replaced } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

const balancers = ["lb1", "lb2"] as const;

/** Mistakes in whom HAProxy gives a connection to. */
export const balancing: readonly Mutant[] = [
  {
    name: "balance-source",
    mistake: "balance source: all clients behind one address get one node",
    kind: "file",
    profile: "tuned",
    scenario: "kms-steady",
    change: editing(haproxyCfg, balancers, replaced("balance roundrobin", "balance source")),
    caughtBy: { kind: "judgement", claim: "KMS-01", check: "served-by", question: "behaviour" },
  },
  {
    name: "pinned-to-a-dead-node",
    mistake:
      "clients are pinned to one node, and option persist without redispatch keeps them there when it is down",
    kind: "file",
    profile: "tuned",
    scenario: "kms-26-crash",
    change: editing(
      haproxyCfg,
      balancers,
      replaced("    option redispatch 1\n", "    no option redispatch\n"),
      replaced(
        "    default-server inter 3s",
        "    option persist\n    use-server kms2 if TRUE\n    default-server inter 3s",
      ),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-28", check: "stay-up", question: "behaviour" },
  },
  {
    name: "server-line-missing",
    mistake: "the third node is in no balancer's list",
    kind: "file",
    profile: "tuned",
    scenario: "kms-steady",
    change: editing(haproxyCfg, balancers, replaced("    server kms3 ", "    # server kms3 ")),
    caughtBy: { kind: "judgement", claim: "KMS-01", check: "served-by", question: "behaviour" },
  },
  {
    name: "backup-left-behind",
    mistake: "a backup was left on a server line: the node serves nobody while another one does",
    kind: "file",
    profile: "tuned",
    scenario: "kms-steady",
    change: editing(haproxyCfg, balancers, replaced("10.0.0.23:5696 check", "10.0.0.23:5696 check backup")),
    caughtBy: { kind: "judgement", claim: "KMS-01", check: "served-by", question: "behaviour" },
  },
  {
    name: "standby-lacks-a-server",
    mistake: "the standby balancer's list lacks a node",
    kind: "file",
    profile: "tuned",
    scenario: "kms-steady",
    change: editing(haproxyCfg, ["lb2"], replaced("    server kms3 ", "    # server kms3 ")),
    caughtBy: {
      kind: "refusal",
      claim: "KMS-05",
      names: /lb2 has 4 of 6 servers/,
      because:
        "a standby that sees fewer nodes than its peer is a defect before any failover, and is named as one",
    },
  },
  {
    name: "redispatch-missing",
    mistake:
      "option redispatch is missing: a refused connection is tried three times more at the same dead node",
    kind: "file",
    profile: "tuned",
    scenario: "kms-28-redispatch",
    change: editing(
      haproxyCfg,
      balancers,
      replaced("    option redispatch 1\n", "    no option redispatch\n"),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-28", check: "outcomes", question: "behaviour" },
  },
];
