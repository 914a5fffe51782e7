import type { Transition, Window } from "../predict/prediction.ts";
import type { JourneysAsked } from "../checks/journeys.ts";
import type { OutpacesAsked } from "../checks/outpaces.ts";
import type { Span } from "../checks/span.ts";
import type { Outcome } from "../timeline/events.ts";
import type { Promised } from "./claim.ts";

/**
 * A transition that the configuration predicts. `subject` (a VIP's address or "backend/server") and `by` (a balancer)
 * narrow it down; absent, every prediction of the trial for that transition is judged, and the worst counts.
 */
export interface TransitionMeasure {
  readonly check: Transition;
  readonly subject?: string;
  readonly by?: string;
}

/** A duration taken from one client probe. */
export type ClientMeasure =
  | {
      /** How long the client's service was away after the fault (default) or within `span`. */
      readonly check: "outage";
      readonly probe: string;
      readonly part?: "longest" | "total";
      readonly span?: Span;
    }
  /** Fault until this probe's first failed operation came back: how soon an existing client is told. */
  | { readonly check: "notice"; readonly probe: string }
  /** Fault until this probe was well for good, before the heal; several outages are one. */
  | { readonly check: "recovered"; readonly probe: string }
  /** The age, at the fault, of the oldest write that was acknowledged to this probe and lost; 0 where none was. */
  | { readonly check: "rpo"; readonly probe: string }
  /** Fault, or its heal, until this server first answered the probe. */
  | {
      readonly check: "first-served";
      readonly probe: string;
      readonly servedBy: string;
      readonly from?: "inject" | "heal";
    };

/** Something that is true or not of a stretch of the recording. */
export type ConditionMeasure =
  | { readonly check: "stay-up"; readonly probe: string; readonly span?: Span; readonly minSamples?: number }
  | {
      readonly check: "outcomes";
      readonly probe: string;
      readonly allowed: readonly Outcome[];
      readonly span?: Span;
      readonly minSamples?: number;
    }
  /** Everything that was acknowledged to this probe is there after the heal, once. */
  | { readonly check: "ledger"; readonly probe: string }
  | { readonly check: "one-holder"; readonly address?: string; readonly span?: Span }
  | { readonly check: "moves"; readonly address?: string; readonly count: number; readonly span?: Span }
  /** None of these rules of `haproof lint` finds anything in the files as they lie on the balancers while the fault is in force. */
  | { readonly check: "files"; readonly rules: readonly string[] }
  /** Every balancer knows the same servers and has them all UP when the span ends (default: the baseline). */
  | { readonly check: "server-views"; readonly span?: Span }
  | {
      readonly check: "affects-only";
      readonly probes?: readonly string[];
      readonly servers?: readonly string[];
      readonly vips?: readonly string[];
    }
  /** The fault of a role touched what users do as the document says: a row of the matrix of roles and journeys. */
  | ({ readonly check: "journeys" } & JourneysAsked)
  /** One probe was well so many times sooner after the fault than another one. */
  | ({ readonly check: "outpaces" } & OutpacesAsked)
  /** The probe's operations take longer while another probe's are under way. */
  | { readonly check: "slowed"; readonly probe: string; readonly by: string }
  /** Exactly these servers answered, each with its share of the answers, to within `tolerance` (0.1 = ten points). */
  | {
      readonly check: "served-by";
      readonly probe: string;
      readonly servers: readonly string[];
      readonly tolerance?: number;
      readonly span?: Span;
    };

type DurationMeasure = TransitionMeasure | ClientMeasure;
export type Measure = DurationMeasure | ConditionMeasure;
export type CheckName = Measure["check"];

/**
 * What behaviour is expected of a measure.
 * as-predicted: inside the window of the trial's prediction, or not at all where the prediction says never.
 * by-window-end: not later than the end of that window (for what clients feel of a transition, named by `against`); with
 *   `misled`, of the window in which clients may still be sent to the wrong holder. Feeling nothing proves nothing, unless `orNone`
 *   says that the fault shows by itself and being spared is the best that can happen.
 * within: inside a window that the scenario derives itself, where no file of a balancer says it; `orNone` as above.
 * never / happens: no formula exists; the scenario itself says so.
 * holds / broken: for conditions. `broken` is for a defect that the published configuration is known to have.
 * reported: the figure is shown and judged by promise and budget only.
 */
export type Expected =
  | { readonly kind: "as-predicted" }
  | {
      readonly kind: "by-window-end";
      readonly against: Transition;
      readonly misled?: boolean;
      readonly orNone?: boolean;
    }
  | { readonly kind: "within"; readonly window: Window; readonly orNone?: boolean }
  | { readonly kind: "never" }
  | { readonly kind: "happens" }
  | { readonly kind: "holds" }
  | { readonly kind: "broken" }
  | { readonly kind: "reported" };

/** One thing that a scenario expects of its trials, in the service of one claim. Plain data. */
export interface Expectation {
  readonly claim: string;
  readonly measure: Measure;
  readonly expect: Expected;
  /** What the document says of this very fault, where that differs from the claim's own promise. */
  readonly promise?: Promised;
  /** What the user asked for; the run's budgets (`--vip 2s`) are used where it is absent. */
  readonly budgetMs?: number;
  /** No budget is asked, not the run's either: no setting can see this fault, so none can be in time. */
  readonly withoutBudget?: boolean;
  /** How long "never" has to be watched; without it the promise's number or the trial's longest window is used. */
  readonly watchMs?: number;
  /** Asked only in these profiles; absent: in all. */
  readonly profiles?: readonly string[];
}

/** Budgets of a whole run, by what they limit. `--vip 2s` is `{ takeover: 2000 }`. */
export type Budgets = Readonly<Partial<Record<CheckName, number>>>;
