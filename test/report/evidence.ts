import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { buildCertificate, examine } from "../../src/report/build-certificate.ts";
import type { Certificate } from "../../src/report/certificate.ts";
import type { StoredTrial } from "../../src/report/evidence.ts";
import type { RunRecord } from "../../src/verdict/run-record.ts";
import type { TrialResult } from "../../src/verdict/trial-record.ts";
import { failover } from "../timeline/recording.ts";
import { claim, predicted, run, trial } from "../verdict/trial.ts";

/** One claim refuted as published and held as tuned, one that was not asked. */
export const skippedClaim = { ...claim, id: "X-2", text: "clients survive <loss> & delay" };

export const fullRun: RunRecord = run({
  claims: [claim, skippedClaim],
  skipped: [{ claim: "X-2", reason: "netem is not in this kernel" }],
  findings: [{ title: "keepalived -t refuses the published text", detail: "exit 6", profile: "published" }],
});

export const published: TrialResult = trial();
export const tuned: TrialResult = trial(
  {
    id: "tuned-host-loss-1",
    profile: "tuned",
    startedAt: "2026-11-21T02:00:20.000Z",
    predictions: [predicted([1230, 1730])],
    discarded: [{ reason: "the noise floor of 150 ms exceeds a twentieth of 2.000 s", waitedMs: 1500 }],
  },
  failover({ tookMs: 1500 }),
);

export function stored({ record, timeline }: TrialResult): StoredTrial {
  const recording = `trials/${record.id}.jsonl`;
  const digests = { recordSha256: "00", recordingSha256: "00", captures: [] };
  return { record, timeline, evidence: { record: `trials/${record.id}.json`, recording, ...digests } };
}

export function certificateOf(rest: Partial<RunRecord> = {}, ...trials: readonly TrialResult[]): Certificate {
  const given = trials.length === 0 ? [published, tuned] : trials;
  const asked = { ...fullRun, ...rest };
  const examined = given.map((each) => examine(stored(each), asked));
  return buildCertificate({ run: asked, runSha256: "00", trials: examined });
}

/** A folder of its own, gone after the test. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "haproof-report-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
