import { formatMs } from "../timeline/duration.ts";
import type { CertifiedClaim, CertifiedMeasure, Finding } from "./certificate.ts";
import { describeMeasured, windowText } from "./wording.ts";

type Severity = Finding["severity"];

const order: readonly Severity[] = ["failed", "missed", "refuted", "gap", "inconclusive", "note"];

/** Everything that a reader has to know first, gravest first: one finding for each measure that is not simply fine. */
export function findingsOf(
  claims: readonly CertifiedClaim[],
  notes: readonly Omit<Finding, "severity">[],
): Finding[] {
  const found = claims.flatMap((claim) =>
    claim.profiles.flatMap(({ profile, faultKinds }) =>
      faultKinds.flatMap(({ faultKind, measures }) =>
        measures.flatMap((measure) =>
          severitiesOf(measure, claim).map((severity) => ({
            severity,
            title: `${claim.id} ${profile}, ${faultKind}: ${said[severity]}`,
            detail: `${claim.text} — ${summarise(measure)}`,
            claim: claim.id,
            profile,
          })),
        ),
      ),
    ),
  );
  const unserved = claims.flatMap((claim) =>
    claim.profiles
      .filter(({ faultKinds }) => faultKinds.length === 0)
      .map(({ profile }): Finding => ({
        severity: "inconclusive",
        title: `${claim.id} ${profile}: no trial served it`,
        detail: claim.text,
        claim: claim.id,
        profile,
      })),
  );
  const all = [...found, ...unserved, ...notes.map((note): Finding => ({ severity: "note", ...note }))];
  return all.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

const said: Readonly<Record<Severity, string>> = {
  failed: "does not behave as the configuration says",
  missed: "the budget was missed",
  refuted: "the promise is refuted",
  gap: "a gap: nothing promises or can see this",
  inconclusive: "inconclusive",
  note: "note",
};

function severitiesOf(
  { behaviour, budget, promise }: CertifiedMeasure,
  { decidedBy }: CertifiedClaim,
): Severity[] {
  const inconclusive = behaviour === "inconclusive" || budget === "inconclusive" || promise === "UNDECIDED";
  const failed = behaviour === "fail";
  return [
    ...(failed ? (["failed"] as const) : []),
    ...(budget === "missed" ? (["missed"] as const) : []),
    ...(promise === "REFUTED" && decidedBy === "real" ? (["refuted"] as const) : []),
    ...(promise === "GAP" ? (["gap"] as const) : []),
    ...(inconclusive && !failed ? (["inconclusive"] as const) : []),
  ];
}

function summarise(measure: CertifiedMeasure): string {
  const { subject, promised, predicted, budgetMs, rounds } = measure;
  const reasons = [...new Set(rounds.flatMap((round) => round.reasons))];
  return [
    subject,
    `promised ${promised}`,
    ...(predicted === undefined ? [] : [`predicted ${windowText(predicted)}`]),
    `measured: ${describeMeasured(measure)}`,
    ...(budgetMs === undefined ? [] : [`budget ${formatMs(budgetMs)}`]),
    ...reasons,
  ].join("; ");
}
