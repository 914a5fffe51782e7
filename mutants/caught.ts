import { describePromise } from "../src/verdict/claim.ts";
import type { Judgement } from "../src/verdict/judgement.ts";
import type { TrialRecord } from "../src/verdict/trial-record.ts";
import type { Measured } from "../src/checks/measured.ts";
import { formatDuration, formatMs } from "../src/timeline/duration.ts";
import type { Catch } from "./mutant.ts";

/** What came of one mutant. Inconclusive is no catch and no miss: the machine or the proof was not good enough. */
export interface Outcome {
  readonly verdict: "caught" | "missed" | "inconclusive";
  /** What was measured, or what the refusal named. */
  readonly evidence: string;
}

/** The run of one mutant: the trial with its judgements, or the words with which the harness refused to begin. */
export type Observed =
  | { readonly refused: string }
  | { readonly record: Pick<TrialRecord, "error" | "stopped">; readonly judgements: readonly Judgement[] };

/** Whether a mutant was caught by what its definition names, and by nothing else. */
export function caught(caughtBy: Catch, observed: Observed): Outcome {
  return caughtBy.kind === "refusal" ? byRefusal(caughtBy, observed) : byJudgement(caughtBy, observed);
}

/** Every judgement that would alarm a user: fail, missed, or a promise that real software or a stand-in broke. */
export function alarms(judgements: readonly Judgement[]): readonly Judgement[] {
  return judgements.filter((judgement) =>
    (["behaviour", "budget", "promise"] as const).some((question) => answer(judgement, question) === "alarm"),
  );
}

/** A judgement in a line: claim, what was measured, against what, and the answers. */
export function describeJudgement(judgement: Judgement): string {
  const { claim, subject, behaviour, promise, budget, reasons } = judgement;
  const answers = [behaviour, promise, ...(budget === undefined ? [] : [`budget ${budget.verdict}`])];
  return `${claim} ${subject}: ${answers.join(", ")}; ${reasons.join("; ")}`;
}

function byJudgement(
  { claim, check, question }: Extract<Catch, { kind: "judgement" }>,
  observed: Observed,
): Outcome {
  if ("refused" in observed)
    return { verdict: "missed", evidence: `nothing was measured: ${observed.refused}` };
  const asked = observed.judgements.filter((each) => each.claim === claim && each.check === check);
  const alarming = asked.find((each) => answer(each, question) === "alarm");
  if (alarming !== undefined) return { verdict: "caught", evidence: evidenceOf(alarming, question) };
  const undecided = asked.find((each) => answer(each, question) === "undecided");
  if (undecided !== undefined) return { verdict: "inconclusive", evidence: undecided.reasons.join("; ") };
  const seen = asked.map(describeJudgement).join(" | ");
  return { verdict: "missed", evidence: seen === "" ? `nobody asked ${claim} for its ${check}` : seen };
}

function byRefusal({ names }: Extract<Catch, { kind: "refusal" }>, observed: Observed): Outcome {
  if ("refused" in observed) return refusal(names, observed.refused);
  const { error, stopped } = observed.record;
  if (error?.code === "NOT_STEADY") return refusal(names, error.message);
  const trouble = error?.message ?? stopped;
  return trouble === undefined
    ? { verdict: "missed", evidence: "the harness found a steady state and measured" }
    : { verdict: "inconclusive", evidence: trouble };
}

function refusal(names: RegExp, words: string): Outcome {
  return names.test(words)
    ? { verdict: "caught", evidence: words }
    : { verdict: "missed", evidence: `refused, but for another reason: ${words}` };
}

/** One question's answer: a defect, no defect, or that nobody can say. A promise is UNDECIDED where behaviour failed, too. */
function answer(
  { behaviour, budget, promise }: Judgement,
  question: "behaviour" | "budget" | "promise",
): "alarm" | "fine" | "undecided" {
  const given = { behaviour, promise, budget: budget?.verdict }[question];
  if (given === "fail" || given === "missed" || given === "REFUTED") return "alarm";
  return behaviour === "inconclusive" || given === "inconclusive" ? "undecided" : "fine";
}

function evidenceOf(judgement: Judgement, question: "behaviour" | "budget" | "promise"): string {
  const { measured, prediction, promised, budget, subject } = judgement;
  const window =
    prediction === undefined || prediction.outcome === "never"
      ? (prediction?.outcome ?? "that it happens")
      : `${formatMs(prediction.window.earliestMs)} – ${formatMs(prediction.window.latestMs)}`;
  const against = {
    behaviour: measured?.kind === "condition" ? "as a condition" : `predicted ${window}`,
    promise: `promised ${describePromise(promised)}`,
    budget: `budget ${formatMs(budget?.budgetMs ?? Infinity)}`,
  }[question];
  const by = measured?.kind === "seen" && measured.by !== undefined ? ` by ${measured.by}` : "";
  return `${subject}: ${measuredText(measured)}${by}, ${against}`;
}

function measuredText(measured: Measured | undefined): string {
  if (measured === undefined) return "nothing measured";
  if (measured.kind === "seen") return formatDuration(measured.tookMs);
  if (measured.kind === "not-seen") return `not seen in ${formatMs(measured.observedMs)}`;
  return measured.detail;
}
