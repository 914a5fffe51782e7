import { affectsOnly } from "../checks/blast-radius.ts";
import { eviction } from "../checks/eviction.ts";
import { failback } from "../checks/failback.ts";
import { firstServed } from "../checks/first-served.ts";
import { journeys } from "../checks/journeys.ts";
import { addressesOf } from "../checks/holding.ts";
import { moves, oneHolder } from "../checks/holders.ts";
import type { Condition, Timing } from "../checks/measured.ts";
import { ledger, rpo } from "../checks/ledger.ts";
import { notice } from "../checks/notice.ts";
import { outage } from "../checks/outage.ts";
import { outcomes } from "../checks/outcomes.ts";
import { outpaces } from "../checks/outpaces.ts";
import { readmission } from "../checks/readmission.ts";
import { recovered } from "../checks/recovered.ts";
import { servedBy } from "../checks/served-by.ts";
import { serverViews } from "../checks/server-views.ts";
import { slowed } from "../checks/slowed.ts";
import { splitBrain } from "../checks/split-brain.ts";
import { stayUp } from "../checks/stay-up.ts";
import { takeover } from "../checks/takeover.ts";
import type { Transition } from "../predict/prediction.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { ClientMeasure, ConditionMeasure } from "./expectation.ts";
import type { TrialRecord } from "./trial-record.ts";

/** One transition of one subject; `by` is the balancer whose view of a server is meant. */
export interface TransitionOf {
  readonly transition: Transition;
  /** A VIP's address, or "backend/server". */
  readonly subject: string;
  readonly by: string;
  readonly from: "inject" | "heal";
}

/** Throws NOTHING_TO_JUDGE where the recording cannot bear it. */
export function measureTransition(
  timeline: Timeline,
  { transition, subject, by, from }: TransitionOf,
): Timing {
  switch (transition) {
    case "takeover":
      return takeover(timeline, subject);
    case "failback":
      return failback(timeline, subject, from);
    case "dual-master":
      return splitBrain(timeline, subject);
    case "eviction":
      return eviction(timeline, { balancer: by, server: subject });
    case "readmission":
      return readmission(timeline, { balancer: by, server: subject });
  }
}

/** Throws NOTHING_TO_JUDGE where the recording cannot bear it. */
export function measureClient(timeline: Timeline, measure: ClientMeasure): Timing {
  switch (measure.check) {
    case "outage":
      return outage(timeline, measure);
    case "notice":
      return notice(timeline, measure.probe);
    case "recovered":
      return recovered(timeline, measure.probe);
    case "rpo":
      return rpo(timeline, measure.probe);
    case "first-served":
      return firstServed(timeline, measure);
  }
}

/** Throws NOTHING_TO_JUDGE where the recording cannot bear it. */
export function measureCondition(
  timeline: Timeline,
  measure: ConditionMeasure,
  { failingByDesign = [], findings }: Pick<TrialRecord, "failingByDesign" | "findings"> = {},
): Condition {
  switch (measure.check) {
    case "stay-up":
      return stayUp(timeline, measure);
    case "outcomes":
      return outcomes(timeline, measure);
    case "files":
      return filesAgree(findings, measure.rules);
    case "ledger":
      return ledger(timeline, measure.probe);
    case "one-holder":
      return everyAddress(timeline, measure.address, (address) => oneHolder(timeline, address, measure.span));
    case "moves":
      return everyAddress(timeline, measure.address, (address) => moves(timeline, address, measure));
    case "server-views":
      return serverViews(timeline, measure.span);
    case "affects-only":
      return affectsOnly(timeline, measure, failingByDesign);
    case "journeys":
      return journeys(timeline, measure);
    case "outpaces":
      return outpaces(timeline, measure);
    case "slowed":
      return slowed(timeline, measure);
    case "served-by":
      return servedBy(timeline, measure);
  }
}

/** Whether none of the named rules has found anything. Throws NOTHING_TO_JUDGE where the files were not read. */
function filesAgree(findings: TrialRecord["findings"], rules: readonly string[]): Condition {
  if (findings === undefined) throw nothing("the balancers' files were not read");
  const found = findings.filter(({ rule }) => rules.includes(rule));
  const none = `the balancers' files have none of: ${rules.join(", ")}`;
  const detail = found.map(({ rule, place, message }) => `${place} ${rule}: ${message}`).join("; ");
  return { kind: "condition", holds: found.length === 0, detail: found.length === 0 ? none : detail };
}

/** A condition of the named address, or of every one that the recording knows. */
function everyAddress(
  timeline: Timeline,
  named: string | undefined,
  condition: (address: string) => Condition,
): Condition {
  const addresses = named === undefined ? addressesOf(timeline) : [named];
  if (addresses.length === 0) throw nothing("no address was recorded");
  const each = addresses.map(condition);
  return {
    kind: "condition",
    holds: each.every(({ holds }) => holds),
    detail: each.map(({ detail }) => detail).join("; "),
  };
}
