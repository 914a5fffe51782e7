import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";
import { testCasesOf, type TestCase } from "./test-cases.ts";

/**
 * JUnit XML: a case for each claim, profile and fault kind. failure: behaviour failed or a budget was missed. error:
 * inconclusive, or the harness failed. skipped: not applicable, with the reason.
 */
export function junitXml(certificate: Certificate): string {
  const cases = testCasesOf(certificate);
  const counted = (result: TestCase["result"]): number =>
    cases.filter((each) => each.result === result).length;
  const seconds = (certificate.wallMs / 1000).toFixed(3);
  const counts = markup`tests="${cases.length}" failures="${counted("failed")}" errors="${counted("inconclusive")}" skipped="${counted("skipped")}" time="${seconds}"`;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="haproof ${certificate.system}" ${counts}>
<testsuite name="${certificate.system}" timestamp="${certificate.startedAt}" ${counts}>
${cases.map((each) => testCase(certificate.system, each))}</testsuite>
</testsuites>
`.toString();
}

function testCase(system: string, { claim, name, tookMs, result, why }: TestCase): Markup {
  const head = markup`<testcase classname="${system}.${claim}" name="${name}" time="${(tookMs / 1000).toFixed(3)}">`;
  switch (result) {
    case "passed":
      return markup`${head}<system-out>${why}</system-out></testcase>
`;
    case "failed":
      return markup`${head}<failure message="${why}"/></testcase>
`;
    case "inconclusive":
      return markup`${head}<error message="${`INCONCLUSIVE: ${why}`}"/></testcase>
`;
    case "skipped":
      return markup`${head}<skipped message="${why}"/></testcase>
`;
  }
}
