import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeRun, writeTrial } from "../../src/report/evidence.ts";
import { certificateSchema, type Certificate } from "../../src/report/certificate.ts";
import { indexPage } from "../../src/report/index-page.ts";
import { markdownSummary } from "../../src/report/markdown.ts";
import { certificateText, recompute } from "../../src/report/recompute.ts";
import { testCasesOf } from "../../src/report/test-cases.ts";
import type { PlannedTrial, RunRecord } from "../../src/verdict/run-record.ts";
import { claim, predicted, trial } from "../verdict/trial.ts";
import { certificateOf, folder, fullRun, published, tuned } from "./evidence.ts";

const planned: readonly PlannedTrial[] = [
  { id: published.record.id, claims: ["X-1"] },
  { id: tuned.record.id, claims: ["X-1"] },
];
const begun: Partial<RunRecord> = {
  unfinished: true,
  planned,
  finishedAt: fullRun.startedAt,
  wallMs: 0,
  protocolMs: 0,
  findings: [],
};

describe("a run that was killed", () => {
  test("is certified as far as it came, and says so on every page", async () => {
    const dir = await folder();
    await writeRun(dir, { ...fullRun, ...begun });
    await writeTrial(dir, tuned);
    await writeFile(join(dir, "trials", "published-host-loss-1.jsonl"), '{"kind":"ma');
    const certificate = await recompute(dir);
    expect(certificate.unfinished).toEqual({ planned: 2, recorded: 1, missing: ["published-host-loss-1"] });
    expect(certificate).toMatchObject({ finishedAt: "2026-11-21T02:00:28.000Z", wallMs: 28_000 });
    expect(certificateSchema.safeParse(JSON.parse(certificateText(certificate))).error).toBeUndefined();
    expect(certificate.findings[0]?.title).toContain("1 of 2 trials are missing");
    expect(indexPage(certificate)).toContain("did not come to its end: 1 of 2 trials were recorded");
    expect(markdownSummary(certificate)).toContain("UNFINISHED: 1 of 2 trials were recorded");
    expect(testCasesOf(certificate).map(({ result }) => result)).toContain("inconclusive");
  });

  test("leaves a claim undecided that held in what was tried, because the worst of all counts", () => {
    const verdict = ({ claims, summary }: Certificate): unknown => [
      claims[0]?.behaviour,
      claims[0]?.promise,
      summary.exitCode,
    ];
    expect(verdict(certificateOf(begun, tuned))).toEqual(["inconclusive", "UNDECIDED", 2]);
    expect(verdict(certificateOf({ ...begun, planned: planned.slice(1) }, tuned))).toEqual([
      "inconclusive",
      "HOLDS WITH TUNING",
      2,
    ]);
  });

  test("stays failed, and refuted, where it was", () => {
    const profiles = fullRun.profiles.slice(0, 1);
    const claims = [{ ...claim, profiles: ["published"] }];
    const refuted = certificateOf({ ...begun, profiles, claims }, published);
    expect([refuted.claims[0]?.promise, refuted.summary.exitCode]).toEqual(["REFUTED", 2]);
    const failing = trial({ predictions: [predicted([100, 200])] });
    expect(certificateOf(begun, failing).summary.exitCode).toBe(1);
  });

  test("never passes, even where every trial was over", () => {
    const all = certificateOf(begun, published, tuned);
    expect(all.unfinished?.missing).toEqual([]);
    expect(all.summary.exitCode).toBe(2);
    expect(certificateOf({ planned }, published, tuned).summary.exitCode).toBe(0);
  });

  test("before its first trial was over has a certificate of nothing", async () => {
    const dir = await folder();
    await writeRun(dir, { ...fullRun, ...begun });
    await rm(join(dir, "trials"), { recursive: true, force: true });
    const { summary, trials, unfinished } = await recompute(dir);
    expect([summary.exitCode, trials.length, unfinished?.missing.length]).toEqual([2, 0, 2]);
  });
});
