import type { Certificate, CertifiedClaim, CertifiedFaultKind, CertifiedTrial } from "./certificate.ts";
import { decidingMeasure, describeMeasured } from "./wording.ts";

/** A claim in one profile under one kind of fault, as test reports count it. */
export interface TestCase {
  readonly claim: string;
  readonly name: string;
  readonly profile?: string;
  readonly faultKind?: string;
  readonly tookMs: number;
  readonly result: "passed" | "failed" | "inconclusive" | "skipped";
  readonly promise: string;
  /** The figure that it rests on, and whatever a reader has to know. */
  readonly why: string;
}

/**
 * A certificate as test cases. failed: behaviour failed or a budget was missed. inconclusive: it could not be judged. skipped: not
 * applicable, with the reason. A refuted promise is a finding and fails nothing.
 */
export function testCasesOf(certificate: Certificate): readonly TestCase[] {
  return certificate.claims.flatMap((claim) => casesOf(claim, certificate.trials));
}

function casesOf(claim: CertifiedClaim, trials: readonly CertifiedTrial[]): TestCase[] {
  const { id, text: name, promise } = claim;
  const base = { claim: id, name, promise, tookMs: 0 };
  if (claim.skipped !== undefined) return [{ ...base, result: "skipped", why: claim.skipped }];
  return claim.profiles.flatMap(({ profile, faultKinds }): TestCase[] => {
    const label = `${name} [${profile}]`;
    if (faultKinds.length === 0) {
      return [{ ...base, name: label, profile, result: "inconclusive", why: "no trial served it" }];
    }
    return faultKinds.map((each) => ({
      ...{ claim: id, name: `${label} ${each.faultKind}`, profile, faultKind: each.faultKind },
      tookMs: tookMs(each, trials),
      result: resultOf(each),
      promise: each.promise,
      why: whyOf(each),
    }));
  });
}

function tookMs({ measures }: CertifiedFaultKind, trials: readonly CertifiedTrial[]): number {
  const ids = new Set(measures.flatMap(({ rounds }) => rounds.map(({ trial }) => trial)));
  return trials.filter(({ id }) => ids.has(id)).reduce((sum, trial) => sum + trial.tookMs, 0);
}

function resultOf({ behaviour, budget }: CertifiedFaultKind): TestCase["result"] {
  if (behaviour === "fail" || budget === "missed") return "failed";
  return behaviour === "inconclusive" || budget === "inconclusive" ? "inconclusive" : "passed";
}

function whyOf(faultKind: CertifiedFaultKind): string {
  const measure = decidingMeasure(faultKind);
  const figure = measure === undefined ? "" : `${measure.subject}: ${describeMeasured(measure)}`;
  const reasons = measure?.rounds.flatMap((round) => round.reasons) ?? [];
  return [figure, ...new Set(reasons)].filter((part) => part !== "").join("; ");
}
