import { expect, test } from "vitest";
import { z } from "zod";
import { ctrfReport } from "../../src/report/ctrf.ts";
import { predicted, trial } from "../verdict/trial.ts";
import { certificateOf, tuned } from "./evidence.ts";

/** What of the published schema (github.com/ctrf-io/ctrf, schema/ctrf.schema.json) our report uses; it allows nothing else. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const extra = z.record(z.string(), z.unknown());
const schema = z.strictObject({
  reportFormat: z.literal("CTRF"),
  specVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  timestamp: z.iso.datetime(),
  generatedBy: z.string(),
  results: z.strictObject({
    tool: z.strictObject({ name: z.string().min(1), version: z.string() }),
    summary: z.strictObject({
      tests: z.int(),
      passed: z.int(),
      failed: z.int(),
      skipped: z.int(),
      pending: z.int(),
      other: z.int(),
      start: z.int(),
      stop: z.int(),
    }),
    tests: z.array(
      z.strictObject({
        name: z.string().min(1),
        status: z.enum(["passed", "failed", "skipped", "pending", "other"]),
        rawStatus: z.string().optional(),
        duration: z.int(),
        suite: z.array(z.string()).min(1),
        message: z.string().optional(),
        labels: z.record(z.string(), scalar),
      }),
    ),
    environment: z.strictObject({
      reportName: z.string(),
      appName: z.string(),
      osPlatform: z.string(),
      osRelease: z.string().optional(),
      extra,
    }),
  }),
});

test.each([
  [
    "a refuted promise fails nothing, what was not asked is skipped",
    certificateOf(),
    "passed passed skipped",
  ],
  [
    "a failed behaviour is failed",
    certificateOf({}, trial({ predictions: [predicted([100, 200])] }), tuned),
    "failed passed skipped",
  ],
  [
    "what is inconclusive, or was served by no trial, is neither passed nor failed",
    certificateOf({}, trial({ stopped: "SIGSTOP" })),
    "other other skipped",
  ],
])("%s", (_, certificate, statuses) => {
  const { results } = schema.parse(JSON.parse(JSON.stringify(ctrfReport(certificate))));
  expect(results.tests.map(({ status }) => status).join(" ")).toBe(statuses);
  const counted = (wanted: string): number => results.tests.filter(({ status }) => status === wanted).length;
  const { tests, passed, failed, skipped, pending, other } = results.summary;
  expect([tests, passed, failed, skipped, pending, other]).toEqual([
    results.tests.length,
    ...["passed", "failed", "skipped", "pending", "other"].map(counted),
  ]);
});
