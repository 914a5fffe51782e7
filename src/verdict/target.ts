import { addressesOf } from "../checks/holding.ts";
import type { Measured, Timing } from "../checks/measured.ts";
import { viewsOf } from "../checks/server-history.ts";
import type { Span } from "../checks/span.ts";
import type { Prediction, Transition } from "../predict/prediction.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type {
  ClientMeasure,
  ConditionMeasure,
  Expectation,
  Expected,
  Measure,
  TransitionMeasure,
} from "./expectation.ts";
import { measureClient, measureCondition, measureTransition } from "./measure.ts";
import type { TrialResult } from "./trial-record.ts";

/** One thing to be measured in one trial, with what the configuration predicts of it. */
export interface Target {
  readonly subject: string;
  readonly from: "inject" | "heal";
  readonly probe?: string;
  readonly span?: Span;
  readonly prediction?: Prediction;
  /** Throws NOTHING_TO_JUDGE where the recording cannot bear it. */
  readonly measure: () => Measured;
}

/**
 * Everything that an expectation asks of one trial. A transition is asked of every subject that was predicted;
 * where nothing was predicted, of every one that was recorded. Throws NOTHING_TO_JUDGE where that is none.
 */
export function targetsOf(expectation: Expectation, trial: TrialResult): readonly Target[] {
  const { measure } = expectation;
  if (isTransition(measure)) return transitionTargets(measure, expectation, trial);
  if (isClient(measure)) return [clientTarget(measure, expectation, trial)];
  return [conditionTarget(measure, trial)];
}

/** What is asked, in words, before it is known of whom. */
export function describeMeasure(measure: Measure): string {
  if (isTransition(measure)) {
    const of = measure.subject === undefined ? "" : ` of ${measure.subject}`;
    return `${measure.check}${of}${measure.by === undefined ? "" : ` by ${measure.by}`}`;
  }
  if (measure.check === "outage") return `${measure.part ?? "longest"} outage of probe ${measure.probe}`;
  if (measure.check === "journeys") return `journeys, when this fails: ${measure.role}`;
  if (measure.check === "first-served")
    return `first answer of ${measure.servedBy} to probe ${measure.probe}${measure.from === "heal" ? " since the heal" : ""}`;
  if (measure.check === "files") return `files of the balancers: ${measure.rules.join(", ")}`;
  return "probe" in measure ? `${measure.check} of probe ${measure.probe}` : measure.check;
}

const transitions: Readonly<Record<Transition, "inject" | "heal">> = {
  takeover: "inject",
  eviction: "inject",
  "dual-master": "inject",
  readmission: "heal",
  failback: "heal",
};

function isTransition(measure: Measure): measure is TransitionMeasure {
  return Object.hasOwn(transitions, measure.check);
}

const clientChecks: Readonly<Record<ClientMeasure["check"], true>> = {
  outage: true,
  notice: true,
  recovered: true,
  rpo: true,
  "first-served": true,
};

function isClient(measure: Measure): measure is ClientMeasure {
  return Object.hasOwn(clientChecks, measure.check);
}

function transitionTargets(
  { check, subject, by }: TransitionMeasure,
  { expect }: Expectation,
  { record, timeline }: TrialResult,
): readonly Target[] {
  const matching = record.predictions.filter(
    (each) =>
      each.transition === check &&
      (subject === undefined || each.subject === subject) &&
      (by === undefined || each.by === by),
  );
  const asked =
    matching.length > 0 || expect.kind === "as-predicted"
      ? matching.map((prediction) => ({ subject: prediction.subject, by: prediction.by, prediction }))
      : recorded(timeline, check).filter(
          (each) =>
            (subject === undefined || each.subject === subject) && (by === undefined || each.by === by),
        );
  if (asked.length === 0) throw nothing(`no ${check} was predicted or can be seen in this recording`);
  return asked.map((each) => transitionTarget(timeline, check, each));
}

function transitionTarget(
  timeline: Timeline,
  check: Transition,
  asked: { subject: string; by: string; prediction?: Prediction },
): Target {
  const { subject, by, prediction } = asked;
  const from = prediction?.from ?? transitions[check];
  return {
    subject: `${check} of ${subject}${by === "" ? "" : ` by ${by}`}`,
    from,
    ...(prediction === undefined ? {} : { prediction }),
    measure: (): Timing => measureTransition(timeline, { transition: check, subject, by, from }),
  };
}

/** Every subject that a transition could happen to, by the recording. Nobody says which balancer takes an address. */
function recorded(timeline: Timeline, check: Transition): { subject: string; by: string }[] {
  return check === "eviction" || check === "readmission"
    ? viewsOf(timeline).map(({ balancer, server }) => ({ subject: server, by: balancer }))
    : addressesOf(timeline).map((address) => ({ subject: address, by: "" }));
}

function clientTarget(
  measure: ClientMeasure,
  { expect }: Expectation,
  { record, timeline }: TrialResult,
): Target {
  const latest = expect.kind === "by-window-end" ? bounding(expect, record.predictions) : undefined;
  const span = measure.check === "outage" ? measure.span : undefined;
  return {
    subject: describeMeasure(measure) + classOf(timeline, measure.probe),
    from: measure.check === "first-served" ? (measure.from ?? "inject") : "inject",
    probe: measure.probe,
    ...(span === undefined ? {} : { span }),
    ...(latest === undefined ? {} : { prediction: latest }),
    measure: (): Timing => measureClient(timeline, measure),
  };
}

/** How the probe uses its connections, " (kept-alive)": a figure means nothing without it. */
function classOf(timeline: Timeline, probe: string): string {
  const said = timeline.probes().find((event) => event.probe === probe);
  return said === undefined ? "" : ` (${said.clientClass})`;
}

/** The prediction whose end bounds what clients feel: of several, the latest. Throws NOTHING_TO_JUDGE where there is none. */
function bounding(
  { against, misled = false }: Extract<Expected, { kind: "by-window-end" }>,
  predictions: readonly Prediction[],
): Prediction {
  const of = predictions.filter(({ transition }) => transition === against);
  const latest = (misled ? of.flatMap(misledOf) : of)
    .sort((a, b) => a.window.latestMs - b.window.latestMs)
    .at(-1);
  if (latest !== undefined) return latest;
  throw nothing(`no ${against} ${misled ? "that misleads clients " : ""}was predicted`);
}

/** What a prediction says of clients that are sent to the wrong holder, as a prediction of its own. */
function misledOf({ misled, note, ...prediction }: Prediction): readonly Prediction[] {
  if (misled === undefined) return [];
  return [{ ...prediction, ...misled, ...(note === undefined ? {} : { note }) }];
}

function conditionTarget(measure: ConditionMeasure, { record, timeline }: TrialResult): Target {
  const ofClass = "probe" in measure ? classOf(timeline, measure.probe) : "";
  return {
    subject: describeMeasure(measure) + ofClass,
    from: "inject",
    ...("span" in measure ? { span: measure.span } : {}),
    ...("probe" in measure ? { probe: measure.probe } : {}),
    measure: () => measureCondition(timeline, measure, record),
  };
}
