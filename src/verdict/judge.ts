import { HarnessError, messageOf } from "../errors.ts";
import type { Measured } from "../checks/measured.ts";
import { resolveSpan } from "../checks/span.ts";
import { instant, type Instant } from "../timeline/clock.ts";
import { formatMs } from "../timeline/duration.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { answer } from "./answer.ts";
import { casesOf, type Case, type JudgedAgainst } from "./case.ts";
import { faultKindOf } from "./fault-kind.ts";
import { stalledMs, starvedIn, unfitJudgement } from "./fitness.ts";
import type { Judgement } from "./judgement.ts";
import { describeMeasure, targetsOf, type Target } from "./target.ts";
import { askAll, type Answers } from "./three-questions.ts";
import type { TrialResult } from "./trial-record.ts";

/**
 * Every judgement that one trial bears. What cannot be measured or may not be trusted is inconclusive, with reasons.
 * Throws BAD_INPUT where an expectation names a claim that is not among the claims.
 */
export function judgeTrial(trial: TrialResult, against: JudgedAgainst): readonly Judgement[] {
  return casesOf(trial, against).flatMap(judgeCase);
}

function judgeCase(asked: Case): readonly Judgement[] {
  try {
    return targetsOf(asked.expectation, asked.trial).map((target) => judgeTarget(asked, target));
  } catch (thrown) {
    const subject = describeMeasure(asked.expectation.measure);
    return [judgement(asked, { subject }, unanswered(asked, thrown))];
  }
}

function judgeTarget(asked: Case, target: Target): Judgement {
  try {
    const measured = withStalls(target.measure(), asked, target);
    const unfit = [...asked.unfit, ...unfitFor(asked, target, measured)];
    const answers = askAll(asked, target, measured, unfit);
    const excused = isAgainst(answers)
      ? starvedIn(asked.trial.timeline, judgedSpan(asked.trial.timeline, target, measured))
      : [];
    if (excused.length === 0) return judgement(asked, target, answers, measured);
    const starved = `the machine starved the lab meanwhile: ${excused.slice(0, 3).join(", ")}`;
    return judgement(asked, target, askAll(asked, target, measured, [...unfit, starved]), measured);
  } catch (thrown) {
    return judgement(asked, target, unanswered(asked, thrown));
  }
}

/** Only what a recording cannot bear is an answer; every other error is the harness's own and is passed on. */
function unanswered({ unfit, budgetMs }: Case, thrown: unknown): Answers {
  if (!(thrown instanceof HarnessError) || thrown.code !== "NOTHING_TO_JUDGE") throw thrown;
  return {
    behaviour: answer("inconclusive", ...unfit, `nothing to judge: ${messageOf(thrown)}`),
    promise: answer("UNDECIDED"),
    ...(budgetMs === undefined ? {} : { budget: answer("inconclusive") }),
  };
}

function isAgainst({ behaviour, budget }: Answers): boolean {
  return behaviour.verdict === "fail" || budget?.verdict === "missed";
}

function unfitFor(asked: Case, target: Target, measured: Measured): readonly string[] {
  const { timeline } = asked.trial;
  const judgedBy = {
    span: judgedSpan(timeline, target, measured),
    boundMs: boundOf(asked, target, measured),
    inDoubt: measured.kind === "condition" && !measured.holds,
  };
  const { probe } = target;
  return [
    ...provesNothing(asked, measured),
    ...unfitJudgement(timeline, probe === undefined ? judgedBy : { ...judgedBy, probe }),
  ];
}

/** A stall widens the figure that was taken meanwhile: only what is decided in spite of it is decided. */
function withStalls(measured: Measured, { trial, expectation }: Case, target: Target): Measured {
  // A recovery point is an age, fixed before the fault.
  if (measured.kind !== "seen" || expectation.measure.check === "rpo") return measured;
  const { probe } = target;
  const span = judgedSpan(trial.timeline, target, measured);
  const byMs = stalledMs(trial.timeline, probe === undefined ? { span } : { span, probe });
  if (byMs === 0) return measured;
  const { minMs, maxMs } = measured.tookMs;
  return {
    ...measured,
    tookMs: { minMs: Math.max(0, minMs - byMs), maxMs: maxMs + byMs },
    detail: `${measured.detail}; ${formatMs(byMs)} of uncertainty from stalls of the instruments`,
  };
}

/** Where nothing was broken, no reaction and no lack of one is proof of anything; conditions can still be asked. */
function provesNothing({ trial, expectation }: Case, measured: Measured): string[] {
  const asksReaction = measured.kind !== "condition" && expectation.expect.kind !== "reported";
  return asksReaction && trial.record.plan.kind === "noop"
    ? ["nothing was broken, so nothing is proved"]
    : [];
}

/** From the cause to the effect, or to the end of the observation where none was seen. */
function judgedSpan(timeline: Timeline, { from, span }: Target, measured: Measured): Instant {
  if (measured.kind === "condition" || span !== undefined) {
    const { since, until } = resolveSpan(timeline, span);
    return instant(since, until);
  }
  const cause = (from === "inject" ? timeline.fault() : (timeline.healed() ?? timeline.fault())).at;
  const until = measured.kind === "seen" ? measured.at.notAfter : cause.notAfter + measured.observedMs;
  return instant(cause.notBefore, Math.max(cause.notBefore, until));
}

/**
 * The upper bound that the noise is compared with: the window's end; for "never" the time it has to be watched; else
 * what was promised or asked for.
 */
function boundOf(
  { expectation, promised, budgetMs, watchMs }: Case,
  target: Target,
  measured: Measured,
): number {
  // A recovery point is no latency: the sender's lag adds nothing to it.
  if (measured.kind === "condition" || expectation.measure.check === "rpo") return Infinity;
  const { expect } = expectation;
  if (expect.kind === "within") return expect.window.latestMs;
  const { outcome, window } = target.prediction ?? {};
  if (outcome === "never" || expect.kind === "never") return watchMs;
  if (window !== undefined && Number.isFinite(window.latestMs)) return window.latestMs;
  return promised.kind === "at-latest" ? promised.latestMs : (budgetMs ?? watchMs);
}

function judgement(
  { trial, expectation, promised, budgetMs }: Case,
  target: Pick<Target, "subject" | "prediction">,
  { behaviour, promise, budget }: Answers,
  measured?: Measured,
): Judgement {
  const { record } = trial;
  const reasons = [...behaviour.reasons, ...promise.reasons, ...(budget?.reasons ?? [])];
  return {
    claim: expectation.claim,
    trial: record.id,
    profile: record.profile,
    faultKind: faultKindOf(record.plan),
    check: expectation.measure.check,
    subject: target.subject,
    ...(measured === undefined ? {} : { measured }),
    ...(target.prediction === undefined ? {} : { prediction: target.prediction }),
    behaviour: behaviour.verdict,
    promised,
    promise: promise.verdict,
    ...(budget === undefined || budgetMs === undefined
      ? {}
      : { budget: { budgetMs, verdict: budget.verdict } }),
    reasons: [...new Set(reasons)],
  };
}
