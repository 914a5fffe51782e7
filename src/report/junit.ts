import type { Certificate, CertifiedClaim, CertifiedFaultKind, CertifiedTrial } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";
import { decidingMeasure, describeMeasured } from "./wording.ts";

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly result: "passed" | "failure" | "error" | "skipped";
  readonly why: string;
}

/**
 * JUnit XML: a case for each claim, profile and fault kind. failure: behaviour failed or a budget was missed. error:
 * inconclusive, or the harness failed. skipped: not applicable, with the reason.
 */
export function junitXml(certificate: Certificate): string {
  const cases = certificate.claims.flatMap((claim) => casesOf(claim, certificate));
  const counted = (result: Case["result"]): number => cases.filter((each) => each.result === result).length;
  const seconds = (certificate.wallMs / 1000).toFixed(3);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="haproof ${certificate.system}" tests="${cases.length}" failures="${counted("failure")}" errors="${counted("error")}" skipped="${counted("skipped")}" time="${seconds}">
<testsuite name="${certificate.system}" timestamp="${certificate.startedAt}" tests="${cases.length}" failures="${counted("failure")}" errors="${counted("error")}" skipped="${counted("skipped")}" time="${seconds}">
${cases.map(testCase)}</testsuite>
</testsuites>
`.toString();
}

function casesOf(claim: CertifiedClaim, certificate: Certificate): Case[] {
  const suite = `${certificate.system}.${claim.id}`;
  const name = claim.text;
  if (claim.skipped !== undefined)
    return [{ suite, name, seconds: 0, result: "skipped", why: claim.skipped }];
  return claim.profiles.flatMap(({ profile, faultKinds }) => {
    const label = `${name} [${profile}]`;
    if (faultKinds.length === 0) {
      return [{ suite, name: label, seconds: 0, result: "error" as const, why: "no trial served it" }];
    }
    return faultKinds.map((each) => faultCase(suite, `${label} ${each.faultKind}`, each, certificate.trials));
  });
}

function faultCase(
  suite: string,
  name: string,
  faultKind: CertifiedFaultKind,
  trials: readonly CertifiedTrial[],
): Case {
  const ids = new Set(faultKind.measures.flatMap(({ rounds }) => rounds.map(({ trial }) => trial)));
  const tookMs = trials.filter(({ id }) => ids.has(id)).reduce((sum, trial) => sum + trial.tookMs, 0);
  const measure = decidingMeasure(faultKind);
  const reasons = measure?.rounds.flatMap((round) => round.reasons) ?? [];
  const figure = measure === undefined ? "" : `${measure.subject}: ${describeMeasured(measure)}`;
  const why = [figure, ...new Set(reasons)].filter((part) => part !== "").join("; ");
  return { suite, name, seconds: tookMs / 1000, result: resultOf(faultKind), why };
}

function resultOf({ behaviour, budget }: CertifiedFaultKind): Case["result"] {
  if (behaviour === "fail" || budget === "missed") return "failure";
  return behaviour === "inconclusive" || budget === "inconclusive" ? "error" : "passed";
}

function testCase({ suite, name, seconds, result, why }: Case): Markup {
  const head = markup`<testcase classname="${suite}" name="${name}" time="${seconds.toFixed(3)}">`;
  switch (result) {
    case "passed":
      return markup`${head}<system-out>${why}</system-out></testcase>
`;
    case "failure":
      return markup`${head}<failure message="${why}"/></testcase>
`;
    case "error":
      return markup`${head}<error message="${`INCONCLUSIVE: ${why}`}"/></testcase>
`;
    case "skipped":
      return markup`${head}<skipped message="${why}"/></testcase>
`;
  }
}
