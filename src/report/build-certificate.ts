import { claimVerdicts, type ClaimVerdict } from "../verdict/claim-verdict.ts";
import { exitCodeOf } from "../verdict/exit-code.ts";
import { judgeTrial } from "../verdict/judge.ts";
import type { RunRecord } from "../verdict/run-record.ts";
import { certifiedClaim } from "./certified-claim.ts";
import { certifiedTrial } from "./certified-trial.ts";
import type { Certificate } from "./certificate.ts";
import { certifiedProfileRecord } from "./certified-profile.ts";
import { runRecordPath, type Evidence } from "./evidence.ts";
import { findingsOf } from "./findings.ts";
import { residualsOf } from "./residuals.ts";
import { howToRead } from "./how-to-read.ts";
import { limits } from "./limits.ts";

/** The certificate of a run: a pure function of its evidence, so that anybody can compute it again. */
export function buildCertificate({ run, runSha256, trials }: Evidence): Certificate {
  const judgements = trials.flatMap((trial) => judgeTrial(trial, run));
  const verdicts = claimVerdicts(run, judgements);
  const claims = verdicts.map(certifiedClaim);
  const certifiedTrials = trials.map(certifiedTrial);
  return {
    format: "haproof-certificate/1",
    ...header(run),
    record: { path: runRecordPath, sha256: runSha256 },
    summary: summaryOf(verdicts, run.requireHolds),
    findings: findingsOf(claims, run.findings),
    residuals: [...residualsOf(certifiedTrials)],
    claims,
    trials: certifiedTrials,
    standIns: [...run.standIns],
    limits: [...limits],
    howToRead: [...howToRead],
  };
}

type Header = Omit<
  Certificate,
  | "format"
  | "record"
  | "summary"
  | "findings"
  | "residuals"
  | "claims"
  | "trials"
  | "standIns"
  | "limits"
  | "howToRead"
>;

function header(record: RunRecord): Header {
  const { run, system, startedAt, finishedAt, wallMs, protocolMs, harness, environment, requireHolds } =
    record;
  return {
    ...{ run, system, startedAt, finishedAt, wallMs, protocolMs, requireHolds },
    harness: { ...harness },
    environment: { ...environment },
    images: (record.images ?? []).map((image) => ({ ...image })),
    profiles: record.profiles.map(certifiedProfileRecord),
    budgets: { ...record.budgets },
  };
}

function summaryOf(verdicts: readonly ClaimVerdict[], requireHolds: boolean): Certificate["summary"] {
  const decided = verdicts.filter(({ promise }) => promise !== "NOT APPLICABLE" && promise !== "UNDECIDED");
  return {
    exitCode: exitCodeOf(verdicts, requireHolds),
    behaviours: count(verdicts.map(({ behaviour }) => behaviour)),
    promises: count(verdicts.map(({ promise }) => promise)),
    budgets: count(verdicts.flatMap(({ budget }) => (budget === undefined ? [] : [budget]))),
    real: decided.filter(({ claim }) => claim.decidedBy === "real").length,
    modelled: decided.filter(({ claim }) => claim.decidedBy === "model").length,
  };
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
