import { claimVerdicts, type ClaimVerdict } from "../verdict/claim-verdict.ts";
import { exitCodeOf } from "../verdict/exit-code.ts";
import { judgeTrial } from "../verdict/judge.ts";
import type { Judgement } from "../verdict/judgement.ts";
import type { PlannedTrial, RepeatRecord, RunRecord } from "../verdict/run-record.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import { asFarAs, missingTrials, withoutTrials } from "../verdict/unfinished.ts";
import { blastRadiusOf, type BlastRow } from "./certified-blast.ts";
import { certifiedClaim } from "./certified-claim.ts";
import { certifiedTrial } from "./certified-trial.ts";
import type { Certificate, CertifiedTrial } from "./certificate.ts";
import { certifiedProfileRecord } from "./certified-profile.ts";
import { runRecordPath, type StoredTrial } from "./evidence.ts";
import { driftOf } from "./drift.ts";
import { findingsOf } from "./findings.ts";
import { coverageOf } from "./phases.ts";
import { residualsOf } from "./residuals.ts";
import { howToRead } from "./how-to-read.ts";
import { limits } from "./limits.ts";

/** All that a certificate needs of a trial, a small part of what was recorded. */
export interface ExaminedTrial {
  readonly record: TrialRecord;
  readonly judgements: readonly Judgement[];
  readonly certified: CertifiedTrial;
  readonly blastRadius: readonly BlastRow[];
}

/** Everything that a certificate is computed from. */
export interface Examined {
  readonly run: RunRecord;
  readonly runSha256: string;
  readonly trials: readonly ExaminedTrial[];
}

/** Judges a stored trial of a run. */
export function examine(trial: StoredTrial, run: RunRecord): ExaminedTrial {
  return {
    record: trial.record,
    judgements: judgeTrial(trial, run),
    certified: certifiedTrial(trial),
    blastRadius: blastRadiusOf(trial),
  };
}

/** The certificate of a run: a pure function of its evidence, so that anybody can compute it again. */
export function buildCertificate({ run: stored, runSha256, trials: unordered }: Examined): Certificate {
  const trials = [...unordered].sort(byStart);
  const records = trials.map(({ record }) => record);
  const run = asFarAs(stored, records);
  const missing = missingTrials(run, records);
  const judgements = trials.flatMap((trial) => trial.judgements);
  const verdicts = claimVerdicts(run, judgements).map((verdict) => withoutTrials(verdict, missing));
  const claims = verdicts.map((verdict) => certifiedClaim(verdict, run.repeat?.until));
  const certifiedTrials = trials.map(({ certified }) => certified);
  const blastRadius = trials.flatMap((trial) => trial.blastRadius);
  return {
    format: "haproof-certificate/1",
    ...header(run),
    record: { path: runRecordPath, sha256: runSha256 },
    ...(run.unfinished === true ? { unfinished: unfinishedOf(run, records, missing) } : {}),
    summary: summaryOf(verdicts, run),
    findings: [
      ...unfinishedFindings(run, missing),
      ...findingsOf(claims, [...run.findings, ...driftOf(claims, certifiedTrials)]),
    ],
    residuals: [...residualsOf(certifiedTrials)],
    coverage: coverageOf(certifiedTrials),
    claims,
    ...(blastRadius.length === 0 ? {} : { blastRadius }),
    trials: certifiedTrials,
    standIns: [...run.standIns],
    limits: [...limits],
    howToRead: [...howToRead],
  };
}

function byStart({ record: a }: ExaminedTrial, { record: b }: ExaminedTrial): number {
  const keyOf = ({ startedAt, id }: TrialRecord): string => `${startedAt} ${id}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

type Header = Omit<
  Certificate,
  | "format"
  | "record"
  | "unfinished"
  | "summary"
  | "findings"
  | "residuals"
  | "coverage"
  | "claims"
  | "blastRadius"
  | "trials"
  | "standIns"
  | "limits"
  | "howToRead"
>;

function header(record: RunRecord): Header {
  const {
    run,
    system,
    startedAt,
    finishedAt,
    wallMs,
    protocolMs,
    harness,
    repeat,
    environment,
    requireHolds,
  } = record;
  return {
    ...{ run, system, startedAt, finishedAt, wallMs, protocolMs, requireHolds },
    harness: { ...harness },
    ...(repeat === undefined ? {} : { repeat: repeatOf(repeat) }),
    environment: { ...environment },
    images: (record.images ?? []).map((image) => ({ ...image })),
    profiles: record.profiles.map(certifiedProfileRecord),
    budgets: { ...record.budgets },
  };
}

function repeatOf({ rounds, until }: RepeatRecord): NonNullable<Certificate["repeat"]> {
  return { rounds, ...(until === undefined ? {} : { until: { ...until } }) };
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
