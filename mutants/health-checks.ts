import { editing, environment, haproxyCfg, replaced, without } from "./edits.ts";
import type { Mutant } from "./mutant.ts";

const balancers = ["lb1", "lb2"] as const;
const nodes = ["kms1", "kms2", "kms3"] as const;

/** Mistakes in how HAProxy asks for a node's health, and in what a node answers. */
export const healthChecks: readonly Mutant[] = [
  {
    name: "fall-30",
    mistake: "fall 30 instead of fall 3",
    kind: "file",
    profile: "tuned",
    scenario: "kms-26-crash",
    change: editing(haproxyCfg, balancers, replaced("fall 3 rise 2", "fall 30 rise 2")),
    caughtBy: { kind: "judgement", claim: "KMS-26", check: "eviction", question: "budget" },
  },
  {
    name: "rise-20",
    mistake: "rise 20: a node that is well again stays out for twenty checks",
    kind: "file",
    profile: "tuned",
    scenario: "kms-26-crash",
    change: editing(haproxyCfg, balancers, replaced("fall 3 rise 2", "fall 3 rise 20")),
    caughtBy: { kind: "judgement", claim: "KMS-30", check: "readmission", question: "promise" },
  },
  {
    name: "check-on-wrong-port",
    mistake: "the check that shall prove KMIP asks the HTTP port a second time",
    kind: "file",
    profile: "tuned",
    scenario: "kms-19-kmip-port",
    change: editing(
      haproxyCfg,
      balancers,
      replaced("http-check connect port 5696", "http-check connect port 9998"),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-19", check: "eviction", question: "budget" },
  },
  {
    name: "check-only-connects",
    mistake:
      "the health request is gone: HAProxy only connects, and the kernel accepts for a process that hangs",
    kind: "file",
    profile: "tuned",
    scenario: "kms-27-process-freeze",
    change: editing(
      haproxyCfg,
      balancers,
      without("    option httpchk\n"),
      without("    http-check connect port 9998\n"),
      without("    http-check send meth GET uri /health\n"),
      without("    http-check expect status 200\n"),
      without("    http-check connect port 5696\n"),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-27", check: "eviction", question: "budget" },
    watchMs: 10_000,
  },
  {
    name: "any-status-is-well",
    mistake: "the check expects any status at all",
    kind: "file",
    profile: "tuned",
    scenario: "kms-12-database-stop",
    change: editing(
      haproxyCfg,
      balancers,
      replaced("http-check expect status 200", "http-check expect rstatus [0-9]"),
    ),
    caughtBy: { kind: "judgement", claim: "KMS-12", check: "eviction", question: "behaviour" },
  },
  {
    name: "connect-timeout-5s",
    mistake: "timeout connect was left at 5 s: a silent node's checks last as long as their interval",
    kind: "file",
    profile: "tuned",
    scenario: "kms-27-partition",
    change: editing(haproxyCfg, balancers, replaced("timeout connect 1000ms", "timeout connect 5000ms")),
    caughtBy: { kind: "judgement", claim: "KMS-27", check: "eviction", question: "budget" },
  },
  {
    name: "sessions-not-cut",
    mistake: "on-marked-down shutdown-sessions is missing: clients of a node that hangs are never told",
    kind: "file",
    profile: "tuned",
    scenario: "kms-27-process-freeze",
    change: editing(haproxyCfg, balancers, without(" on-marked-down shutdown-sessions")),
    caughtBy: { kind: "judgement", claim: "KMS-29", check: "notice", question: "behaviour" },
  },
  {
    name: "health-always-200",
    mistake: "the nodes answer 200 to every health request, whatever their database does",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-12-database-stop",
    change: environment(nodes, { KMS_FAULTS_AT_START: "health=200" }),
    caughtBy: { kind: "judgement", claim: "KMS-12", check: "eviction", question: "behaviour" },
  },
  {
    name: "health-slower-than-timeout",
    mistake: "for 12 s after its start a node needs 1.5 s to say that it is well, and the check waits 1 s",
    kind: "hidden",
    profile: "tuned",
    scenario: "kms-26-crash",
    change: environment(nodes, {
      KMS_FAULTS_AT_START: "health-delay-ms=1500",
      KMS_FAULTS_AT_START_MS: "12000",
    }),
    caughtBy: { kind: "judgement", claim: "KMS-30", check: "readmission", question: "behaviour" },
  },
];
