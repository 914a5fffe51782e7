import type { Condition, Timing } from "../checks/measured.ts";
import type { Prediction } from "../predict/prediction.ts";
import { instant, type Instant } from "../timeline/clock.ts";
import { formatDuration, formatMs } from "../timeline/duration.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { againstBudget } from "../verdict/budget.ts";
import { describeWindow } from "../verdict/describe-prediction.ts";
import { unfitJudgement, unfitTrial } from "../verdict/fitness.ts";
import type { Recording } from "./recording.ts";

/** What vitest wants of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: string;
  readonly expected?: string;
}

/** One measurement with what it is held against. */
export interface Measurement {
  readonly subject: string;
  readonly measured: Timing;
  readonly prediction?: Prediction | undefined;
  readonly from: "inject" | "heal";
  readonly probe?: string;
}

/** `isNot`, as vitest tells it. */
export interface MatcherState {
  readonly isNot: boolean;
}

/**
 * Whether every measurement kept a budget; the first that did not is told of, else the slowest. What cannot be decided
 * fails with or without `.not`, with a message that begins "INCONCLUSIVE:".
 */
export function withinBudget(
  { isNot }: MatcherState,
  recording: Recording,
  measurements: readonly Measurement[],
  budgetMs: number,
): MatcherResult {
  const judged = measurements.map((each) => ({ each, verdict: verdictOf(recording, each, budgetMs) }));
  const told =
    judged.find(({ verdict }) => verdict.verdict === "missed") ??
    judged.find(({ verdict }) => verdict.verdict === "inconclusive") ??
    [...judged].sort((a, b) => slowestMs(b.each) - slowestMs(a.each))[0];
  if (told === undefined) return inconclusive(isNot, ["nothing was measured"]);
  const { each, verdict } = told;
  const said = sentence(each, budgetMs);
  if (verdict.verdict === "inconclusive") return inconclusive(isNot, [said, ...verdict.reasons]);
  return {
    pass: verdict.verdict === "met",
    actual: measuredText(each.measured),
    expected: `${isNot ? ">" : "≤"} ${formatMs(budgetMs)}`,
    message: () => said,
  };
}

/** Whether a condition holds. What cannot be decided fails with or without `.not`. */
export function holding(
  { isNot }: MatcherState,
  { timeline, record }: Recording,
  condition: Condition,
): MatcherResult {
  const unfit = unfitTrial({ timeline, record });
  if (unfit.length > 0) return inconclusive(isNot, [condition.detail, ...unfit]);
  return { pass: condition.holds, message: () => condition.detail };
}

function inconclusive(isNot: boolean, reasons: readonly string[]): MatcherResult {
  return { pass: isNot, message: () => `INCONCLUSIVE: ${reasons.join("; ")}` };
}

function verdictOf(
  { timeline, record }: Recording,
  { measured, from, probe }: Measurement,
  budgetMs: number,
): { readonly verdict: "met" | "missed" | "inconclusive"; readonly reasons: readonly string[] } {
  const span = spanOf(timeline, from, measured);
  const unfit = [
    ...unfitTrial({ timeline, record }),
    ...unfitJudgement(timeline, {
      span,
      boundMs: budgetMs,
      ...(probe === undefined ? {} : { probe }),
    }),
  ];
  if (unfit.length > 0) return { verdict: "inconclusive", reasons: unfit };
  const { verdict } = againstBudget(measured, budgetMs);
  const why = verdict === "inconclusive" ? ["the measurement straddles the budget, or was too short"] : [];
  return { verdict, reasons: why };
}

function spanOf(timeline: Timeline, from: "inject" | "heal", measured: Timing): Instant {
  const cause = (from === "heal" ? timeline.healed() : undefined) ?? timeline.fault();
  const end = measured.kind === "seen" ? measured.at.notAfter : cause.at.notAfter + measured.observedMs;
  return instant(cause.at.notBefore, Math.max(cause.at.notBefore, end));
}

/** Measured, predicted, budget: in that order. */
function sentence({ subject, measured, prediction }: Measurement, budgetMs: number): string {
  const predicted =
    prediction === undefined ? [] : [`predicted ${describeWindow(prediction)} (${prediction.knob})`];
  return [
    `${subject}: ${measuredText(measured)} (${measured.detail})`,
    ...predicted,
    `the budget is ${formatMs(budgetMs)}`,
  ].join("; ");
}

function measuredText(measured: Timing): string {
  return measured.kind === "seen"
    ? formatDuration(measured.tookMs)
    : `not seen in ${formatMs(measured.observedMs)}`;
}

function slowestMs({ measured }: Measurement): number {
  return measured.kind === "seen" ? measured.tookMs.maxMs : Infinity;
}
