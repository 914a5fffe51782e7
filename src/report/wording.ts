import { formatDuration, formatMs } from "../timeline/duration.ts";
import { describeWindow } from "../verdict/describe-prediction.ts";
import type { CertifiedFaultKind, CertifiedMeasure, CertifiedPrediction } from "./certificate.ts";
import { durationOf } from "./certified-figure.ts";

/** A predicted window for a reader. */
export function windowText({ outcome, earliestMs, latestMs }: CertifiedPrediction): string {
  return describeWindow({
    outcome,
    window: { earliestMs: earliestMs ?? Infinity, latestMs: latestMs ?? Infinity },
  });
}

/** What was measured, in one phrase: the figure of one trial, or median and worst of several. */
export function describeMeasured({ figures, rounds }: CertifiedMeasure): string {
  if (figures === undefined) return describeUnseen(rounds);
  const worst = formatDuration(durationOf(figures.max));
  const missing = figures.notSeen === 0 ? "" : `, ${figures.notSeen} × not seen`;
  if (figures.seen === 1) return `${worst}${missing}`;
  return `median ${formatDuration(durationOf(figures.median.value))}, worst ${worst}, n = ${figures.seen}${missing}`;
}

function describeUnseen(rounds: CertifiedMeasure["rounds"]): string {
  const phrases = rounds.map(({ measured }) => {
    if (measured === undefined) return "not measured";
    if (measured.kind === "condition") return measured.holds ? "holds" : "does not hold";
    return measured.kind === "not-seen" ? `not seen in ${formatMs(measured.observedMs)}` : "";
  });
  return [...new Set(phrases)].join("; ");
}

const gravity = ["fail", "missed", "REFUTED", "GAP", "inconclusive", "UNDECIDED"] as const;

/** The measure that a fault kind's verdict rests on: the gravest, and among these the slowest. */
export function decidingMeasure({ measures }: CertifiedFaultKind): CertifiedMeasure | undefined {
  const rank = ({ behaviour, budget, promise }: CertifiedMeasure): number => {
    const found = gravity.findIndex((each) => each === behaviour || each === budget || each === promise);
    return found === -1 ? gravity.length : found;
  };
  const worstMs = ({ figures }: CertifiedMeasure): number => figures?.max.maxMs ?? 0;
  return [...measures].sort((a, b) => rank(a) - rank(b) || worstMs(b) - worstMs(a))[0];
}
