import type { Certificate } from "./certificate.ts";
import { testCasesOf, type TestCase } from "./test-cases.ts";

/** The version of the Common Test Report Format that is written; its JSON Schema is published with its specification. */
const specVersion = "0.1.0";

/**
 * The certificate as a CTRF report: a test for each claim, profile and fault kind. What is inconclusive is `other`: it neither
 * passed nor failed. Nothing is ever flaky or retried, as nothing is repeated until it is green.
 */
export function ctrfReport(certificate: Certificate): object {
  const { system, run, startedAt, finishedAt, harness, environment } = certificate;
  const cases = testCasesOf(certificate);
  const counted = (result: TestCase["result"]): number =>
    cases.filter((each) => each.result === result).length;
  return {
    reportFormat: "CTRF",
    specVersion,
    timestamp: finishedAt,
    generatedBy: `haproof ${harness.version}`,
    results: {
      tool: { name: "haproof", version: harness.version },
      summary: {
        tests: cases.length,
        passed: counted("passed"),
        failed: counted("failed"),
        skipped: counted("skipped"),
        pending: 0,
        other: counted("inconclusive"),
        start: Date.parse(startedAt),
        stop: Date.parse(finishedAt),
      },
      tests: cases.map((each) => testOf(system, each)),
      environment: {
        reportName: run,
        appName: system,
        osPlatform: "linux",
        ...(environment["kernel"] === undefined ? {} : { osRelease: environment["kernel"] }),
        extra: { ...environment, seed: harness.seed, replay: harness.replay },
      },
    },
  };
}

const statuses = { passed: "passed", failed: "failed", inconclusive: "other", skipped: "skipped" } as const;

function testOf(
  system: string,
  { claim, name, profile, faultKind, tookMs, result, promise, why }: TestCase,
): object {
  return {
    name,
    status: statuses[result],
    rawStatus: result,
    duration: Math.round(tookMs),
    suite: [system, claim],
    ...(why === "" ? {} : { message: why }),
    labels: {
      ...(profile === undefined ? {} : { profile }),
      ...(faultKind === undefined ? {} : { fault: faultKind }),
      promise,
    },
  };
}
