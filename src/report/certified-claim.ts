import { describePromise } from "../verdict/claim.ts";
import type { ClaimVerdict, MeasureVerdict, ProfileVerdict, Verdicts } from "../verdict/claim-verdict.ts";
import { keptShare } from "../verdict/kept.ts";
import type { Judgement } from "../verdict/judgement.ts";
import type { ShareClaim } from "../verdict/share.ts";
import type { CertifiedClaim, CertifiedMeasure, CertifiedProfile } from "./certificate.ts";
import { certifiedFigures, certifiedMeasured, certifiedPrediction } from "./certified-figure.ts";

/**
 * A claim's verdict as the certificate states it, every level with its own three answers.
 *
 * @param until what the trials went on for, where they did
 */
export function certifiedClaim(verdict: ClaimVerdict, until?: ShareClaim): CertifiedClaim {
  const { claim, skipped, profiles } = verdict;
  return {
    id: claim.id,
    text: claim.text,
    source: claim.source,
    decidedBy: claim.decidedBy,
    promised: describePromise(claim.promise),
    ...verdictsOf(verdict),
    ...(skipped === undefined ? {} : { skipped }),
    profiles: profiles.map((profile) => certifiedProfile(profile, until)),
  };
}

function certifiedProfile(verdict: ProfileVerdict, until: ShareClaim | undefined): CertifiedProfile {
  return {
    profile: verdict.profile,
    asPublished: verdict.asPublished,
    ...verdictsOf(verdict),
    faultKinds: verdict.faultKinds.map((each) => ({
      faultKind: each.faultKind,
      ...verdictsOf(each),
      measures: each.measures.map((measure) => certifiedMeasure(measure, until)),
    })),
  };
}

function certifiedMeasure(verdict: MeasureVerdict, until: ShareClaim | undefined): CertifiedMeasure {
  const { check, subject, promised, budgetMs, prediction, figures, judgements } = verdict;
  const kept = keptShare(verdict, judgements, until);
  return {
    check,
    subject,
    promised: describePromise(promised),
    ...(budgetMs === undefined ? {} : { budgetMs }),
    ...(prediction === undefined ? {} : { predicted: certifiedPrediction(prediction) }),
    ...(figures === undefined ? {} : { figures: certifiedFigures(figures) }),
    ...(kept === undefined ? {} : { kept: { ...kept } }),
    ...verdictsOf(verdict),
    rounds: judgements.map(certifiedRound),
  };
}

function certifiedRound(judgement: Judgement): CertifiedMeasure["rounds"][number] {
  const { trial, measured, behaviour, promise, budget, reasons } = judgement;
  return {
    trial,
    ...(measured === undefined ? {} : { measured: certifiedMeasured(measured) }),
    behaviour,
    promise,
    ...(budget === undefined ? {} : { budget: budget.verdict }),
    reasons: [...reasons],
  };
}

function verdictsOf<Promise>({ behaviour, promise, budget }: Verdicts<Promise>): Verdicts<Promise> {
  return { behaviour, promise, ...(budget === undefined ? {} : { budget }) };
}
