import { claimVerdicts, type ClaimVerdict } from "../verdict/claim-verdict.ts";
import { exitCodeOf } from "../verdict/exit-code.ts";
import { judgeTrial } from "../verdict/judge.ts";
import type { PlannedTrial, RunRecord } from "../verdict/run-record.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import { asFarAs, missingTrials, withoutTrials } from "../verdict/unfinished.ts";
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
export function buildCertificate({ run: stored, runSha256, trials }: Evidence): Certificate {
  const records = trials.map(({ record }) => record);
  const run = asFarAs(stored, records);
  const missing = missingTrials(run, records);
  const judgements = trials.flatMap((trial) => judgeTrial(trial, run));
  const verdicts = claimVerdicts(run, judgements).map((verdict) => withoutTrials(verdict, missing));
  const claims = verdicts.map(certifiedClaim);
  const certifiedTrials = trials.map(certifiedTrial);
  return {
    format: "haproof-certificate/1",
    ...header(run),
    record: { path: runRecordPath, sha256: runSha256 },
    ...(run.unfinished === true ? { unfinished: unfinishedOf(run, records, missing) } : {}),
    summary: summaryOf(verdicts, run),
    findings: [...unfinishedFindings(run, missing), ...findingsOf(claims, run.findings)],
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
  | "unfinished"
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

type Unfinished = NonNullable<Certificate["unfinished"]>;

function unfinishedOf(
  { planned = [] }: RunRecord,
  records: readonly TrialRecord[],
  missing: readonly PlannedTrial[],
): Unfinished {
  return { planned: planned.length, recorded: records.length, missing: missing.map(({ id }) => id) };
}

/** What a reader of a run that did not come to its end has to know before anything else. */
function unfinishedFindings(
  { unfinished, planned = [] }: RunRecord,
  missing: readonly PlannedTrial[],
): Certificate["findings"] {
  if (unfinished !== true) return [];
  const title = `the run did not come to its end: ${missing.length} of ${planned.length} trials are missing`;
  const detail =
    missing.length === 0
      ? "every trial was finished; what the programs say of their own files was not recorded"
      : `what they would have asked is undecided: ${missing.map(({ id }) => id).join(", ")}`;
  return [{ severity: "inconclusive", title, detail }];
}

function summaryOf(
  verdicts: readonly ClaimVerdict[],
  { requireHolds, unfinished }: RunRecord,
): Certificate["summary"] {
  const exitCode = exitCodeOf(verdicts, requireHolds);
  const decided = verdicts.filter(({ promise }) => promise !== "NOT APPLICABLE" && promise !== "UNDECIDED");
  return {
    exitCode: exitCode === 0 && unfinished === true ? 2 : exitCode,
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
