import { formatMs } from "../timeline/duration.ts";
import type { CertificateDiff } from "./diff.ts";
import type { DigestDiff } from "./diff-digests.ts";
import type { MeasureDiff, MeasureDiffs } from "./diff-measures.ts";
import type { VerdictDiff } from "./diff-verdicts.ts";

/** Two certificates compared, for a person. `all`: also the measures of which nothing can be said. */
export function diffText(
  { system, a, b, measures, verdicts, digests, exitCode }: CertificateDiff,
  { all = false }: { all?: boolean } = {},
): string {
  const shown = [...(["slower", "faster"] as const), ...(all ? quiet : [])];
  const sections = [
    ...shown.map((change) => section(headings[change], ofChange(measures, change).map(measureLine))),
    ...["worse", "open", "better", "new"].map((change) =>
      section(
        `Verdicts: ${said[change as VerdictDiff["change"]]}`,
        verdicts.filter((each) => each.change === change).map(verdictLine),
      ),
    ),
    section("Digests and environment", digests.flatMap(digestLines)),
    section("Measured in A only", measures.onlyInA),
    section("Measured in B only", measures.onlyInB),
  ].filter((text) => text !== "");
  const side = ({ run, startedAt, trials }: CertificateDiff["a"]): string =>
    `${run}, ${startedAt}, ${trials} ${trials === 1 ? "trial" : "trials"}`;
  return [
    `${system}\nA: ${side(a)}\nB: ${side(b)}`,
    ...sections,
    countLine(measures),
    { 0: "Nothing got worse.", 1: "Something got worse.", 2: "Whether something got worse cannot be told." }[
      exitCode
    ],
  ].join("\n\n");
}

const quiet = ["not significant", "too few", "same"] as const;

const headings: Readonly<Record<MeasureDiff["change"], string>> = {
  slower: "Slower",
  faster: "Faster",
  "not significant": "Without a significant difference",
  "too few": "Too few trials to tell",
  same: "The same",
};

const said: Readonly<Record<VerdictDiff["change"], string>> = {
  worse: "worse",
  open: "not known any more",
  better: "better",
  new: "new",
};

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function ofChange({ compared }: MeasureDiffs, change: MeasureDiff["change"]): readonly MeasureDiff[] {
  return compared.filter((each) => each.change === change);
}

function measureLine(diff: MeasureDiff): string {
  const { profile, faultKind, subject, a, b, shiftMs, lowerMs, upperMs, adjustedP, testable } = diff;
  const bounds =
    lowerMs === undefined || upperMs === undefined
      ? ""
      : ` (95 % CI ${signed(lowerMs)} … ${signed(upperMs)})`;
  const p = adjustedP < 0.001 ? ", p < 0.001" : `, p = ${adjustedP.toFixed(3)}`;
  return `${profile}, ${faultKind}: ${subject}: median ${formatMs(a.medianMs)} → ${formatMs(b.medianMs)}, ${signed(shiftMs)}${bounds}${testable ? p : ""}, n = ${a.n} and ${b.n}`;
}

function signed(ms: number): string {
  return ms < 0 ? `−${formatMs(-ms)}` : `+${formatMs(ms)}`;
}

function verdictLine({ where, question, a = "not asked", b = "not asked" }: VerdictDiff): string {
  return `${where}: ${question} ${a} → ${b}`;
}

function digestLines({ what, a = "none", b = "none" }: DigestDiff): string[] {
  return [what, `  A ${a}`, `  B ${b}`];
}

/** How much was compared, and how much of it could not show anything. */
function countLine(measures: MeasureDiffs): string {
  const counted = (change: MeasureDiff["change"]): number => ofChange(measures, change).length;
  const few = counted("too few");
  const hint = few === 0 ? "" : " (4 trials on either side are needed at least)";
  return `${measures.compared.length} measures in both: ${counted("slower")} slower, ${counted("faster")} faster, ${counted("not significant")} without a significant difference, ${counted("same")} the same, ${few} with too few trials to tell${hint}.
Significant: rank test of Mann and Whitney, two-sided, p ≤ 0.05 after Holm's adjustment for all measures.`;
}
