import type { Prediction } from "../predict/prediction.ts";
import { grouped } from "../timeline/grouped.ts";
import { toJson } from "../timeline/jsonl.ts";
import type { Claim, Promised } from "./claim.ts";
import type { CheckName } from "./expectation.ts";
import { figuresOf, type Figures } from "./figures.ts";
import type {
  BehaviourVerdict,
  BudgetVerdict,
  Judgement,
  PromiseAnswer,
  PromiseVerdict,
} from "./judgement.ts";
import type { ProfileRecord, RunRecord } from "./run-record.ts";
import { worstBehaviour, worstBudget, worstPromise } from "./worst.ts";

/** What every level of a verdict answers: the three questions. */
export interface Verdicts<Promise> {
  readonly behaviour: BehaviourVerdict;
  readonly promise: Promise;
  /** Absent where no budget was given. */
  readonly budget?: BudgetVerdict;
}

/** One measure of one subject over the rounds of one fault kind: a row of the certificate. */
export interface MeasureVerdict extends Verdicts<PromiseAnswer> {
  readonly check: CheckName;
  readonly subject: string;
  readonly promised: Promised;
  readonly budgetMs?: number;
  readonly prediction?: Prediction;
  /** Absent for conditions and where nothing was seen. */
  readonly figures?: Figures;
  readonly judgements: readonly Judgement[];
}

interface FaultKindVerdict extends Verdicts<PromiseAnswer> {
  readonly faultKind: string;
  readonly measures: readonly MeasureVerdict[];
}

export interface ProfileVerdict extends Verdicts<PromiseAnswer> {
  readonly profile: string;
  readonly asPublished: boolean;
  readonly faultKinds: readonly FaultKindVerdict[];
}

export interface ClaimVerdict extends Verdicts<PromiseVerdict> {
  readonly claim: Claim;
  readonly profiles: readonly ProfileVerdict[];
  /** Why the claim was not asked, where it was not. */
  readonly skipped?: string;
}

/** The verdict on every claim of a run, from all its judgements. The worst fault kind counts; each is kept. */
export function claimVerdicts(
  { claims, profiles, skipped }: Pick<RunRecord, "claims" | "profiles" | "skipped">,
  judgements: readonly Judgement[],
): readonly ClaimVerdict[] {
  return claims.map((claim) => {
    const reason = skipped.find((each) => each.claim === claim.id)?.reason;
    if (reason !== undefined) return notApplicable(claim, reason);
    const asked = profiles.filter(({ name }) => claim.profiles.includes(name));
    const own = once(judgements.filter((judgement) => judgement.claim === claim.id));
    const verdicts = asked.map((profile) => profileVerdict(profile, own));
    return { claim, ...verdictsOf(verdicts, overProfiles(claim, verdicts)), profiles: verdicts };
  });
}

/** Two scenarios that ask the same of the same trial are one judgement, or the trial would be counted twice. */
function once(judgements: readonly Judgement[]): readonly Judgement[] {
  return [...grouped(judgements, (judgement) => toJson(judgement)).values()].map(([first]) => first);
}

function notApplicable(claim: Claim, skipped: string): ClaimVerdict {
  return { claim, behaviour: "not-judged", promise: "NOT APPLICABLE", profiles: [], skipped };
}

function profileVerdict(
  { name, asPublished }: ProfileRecord,
  judgements: readonly Judgement[],
): ProfileVerdict {
  const own = judgements.filter((judgement) => judgement.profile === name);
  const faultKinds = [...grouped(own, ({ faultKind }) => faultKind)].map(([faultKind, members]) => {
    const measures = [...grouped(members, rowOf)].map(([, rounds]) => measureVerdict(rounds));
    return {
      faultKind,
      ...verdictsOf(measures, worstPromise(measures.map(({ promise }) => promise))),
      measures,
    };
  });
  const promise = worstPromise(faultKinds.map((each) => each.promise));
  return { profile: name, asPublished, ...verdictsOf(faultKinds, promise), faultKinds };
}

/** What is the same measure of the same subject, held against the same promise and budget: one row. */
export function rowOf({ check, subject, promised, budget }: Judgement): string {
  return JSON.stringify([check, subject, promised, budget?.budgetMs]);
}

function measureVerdict(rounds: readonly [Judgement, ...Judgement[]]): MeasureVerdict {
  const [first] = rounds;
  const figures = figuresOf(rounds.map(({ measured }) => measured).filter((each) => each !== undefined));
  const flat = rounds.map(({ behaviour, promise, budget }) =>
    budget === undefined ? { behaviour, promise } : { behaviour, promise, budget: budget.verdict },
  );
  return {
    check: first.check,
    subject: first.subject,
    promised: first.promised,
    ...(first.budget === undefined ? {} : { budgetMs: first.budget.budgetMs }),
    ...(first.prediction === undefined ? {} : { prediction: first.prediction }),
    ...(figures === undefined ? {} : { figures }),
    ...verdictsOf(flat, worstPromise(flat.map(({ promise }) => promise))),
    judgements: rounds,
  };
}

function verdictsOf<Promise>(parts: readonly Verdicts<unknown>[], promise: Promise): Verdicts<Promise> {
  const budget = worstBudget(parts.map((part) => part.budget));
  const behaviour = worstBehaviour(parts.map((part) => part.behaviour));
  return { behaviour, promise, ...(budget === undefined ? {} : { budget }) };
}

/**
 * The document's own configuration decides; a tuned one can only save the promise. What a stand-in decided is
 * MODELLED, whatever it was, unless it was not decided at all.
 */
function overProfiles({ decidedBy }: Claim, profiles: readonly ProfileVerdict[]): PromiseVerdict {
  const published = profiles.filter(({ asPublished }) => asPublished).map(({ promise }) => promise);
  const tuned = profiles.filter(({ asPublished }) => !asPublished).map(({ promise }) => promise);
  const all = worstPromise([...published, ...tuned]);
  if (decidedBy === "model") return all === "UNDECIDED" ? "UNDECIDED" : "MODELLED";
  if (published.length > 0 && worstPromise(published) === "HOLDS") return "HOLDS";
  return tuned.includes("HOLDS") ? "HOLDS WITH TUNING" : all;
}
