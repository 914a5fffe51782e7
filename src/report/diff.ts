import type { Certificate } from "./certificate.ts";
import { diffDigests, type DigestDiff } from "./diff-digests.ts";
import { diffMeasures, type MeasureDiffs } from "./diff-measures.ts";
import { diffVerdicts, type VerdictDiff } from "./diff-verdicts.ts";

/** Two certificates of one system, side by side. */
export interface CertificateDiff {
  readonly system: string;
  readonly a: Side;
  readonly b: Side;
  readonly measures: MeasureDiffs;
  readonly verdicts: readonly VerdictDiff[];
  readonly digests: readonly DigestDiff[];
  /** What a program is told: 0 nothing got worse, 1 something did, 2 it cannot be told. */
  readonly exitCode: 0 | 1 | 2;
}

interface Side {
  readonly run: string;
  readonly startedAt: string;
  readonly trials: number;
}

/** What got slower or faster from A to B, whether that is significant, and which verdicts and digests changed. */
export function diffCertificates(a: Certificate, b: Certificate): CertificateDiff {
  const measures = diffMeasures(a, b);
  const verdicts = diffVerdicts(a, b);
  return {
    system: a.system === b.system ? a.system : `${a.system} and ${b.system}`,
    a: sideOf(a),
    b: sideOf(b),
    measures,
    verdicts,
    digests: diffDigests(a, b),
    exitCode: exitCodeOf(measures, verdicts),
  };
}

function sideOf({ run, startedAt, trials }: Certificate): Side {
  return { run, startedAt, trials: trials.length };
}

/** Not having been able to look is never the same as nothing there. */
function exitCodeOf(
  { compared, onlyInA }: MeasureDiffs,
  verdicts: readonly VerdictDiff[],
): CertificateDiff["exitCode"] {
  if (verdicts.some(({ change }) => change === "worse")) return 1;
  if (compared.some(({ change }) => change === "slower")) return 1;
  if (verdicts.some(({ change }) => change === "open")) return 2;
  const changed = onlyInA.length > 0 || compared.some(({ change }) => change === "too few");
  return changed && !compared.some(({ testable }) => testable) ? 2 : 0;
}
