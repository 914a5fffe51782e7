import type { ClaimVerdict } from "./claim-verdict.ts";
import type { PlannedTrial, RunRecord } from "./run-record.ts";
import { worstBehaviour, worstBudget } from "./worst.ts";
import { protocolMs } from "./protocol-ms.ts";
import type { TrialRecord } from "./trial-record.ts";

/** The trials that a run which did not come to its end had still to do; none of one that did. */
export function missingTrials(
  { unfinished, planned = [] }: Pick<RunRecord, "unfinished" | "planned">,
  trials: readonly Pick<TrialRecord, "id">[],
): readonly PlannedTrial[] {
  if (unfinished !== true) return [];
  const done = new Set(trials.map(({ id }) => id));
  return planned.filter(({ id }) => !done.has(id));
}

/**
 * The verdict on a claim of which trials are missing. What was broken stays broken; what held under the faults that were tried is
 * not known, because the worst of all counts.
 */
export function withoutTrials(verdict: ClaimVerdict, missing: readonly PlannedTrial[]): ClaimVerdict {
  if (!missing.some(({ claims }) => claims.includes(verdict.claim.id))) return verdict;
  const { behaviour, promise, budget } = verdict;
  const shown = promise === "REFUTED" || promise === "GAP" ? promise : "UNDECIDED";
  const open = budget === undefined ? undefined : worstBudget([budget, "inconclusive"]);
  return {
    ...verdict,
    behaviour: worstBehaviour([behaviour, "inconclusive"]),
    promise: shown,
    ...(open === undefined ? {} : { budget: open }),
  };
}

/** The record of a run that did not come to its end, as far as its trials show how far it came. */
export function asFarAs(run: RunRecord, trials: readonly TrialRecord[]): RunRecord {
  if (run.unfinished !== true) return run;
  const began = Date.parse(run.startedAt);
  const ends = trials.map(({ startedAt, tookMs }) => Date.parse(startedAt) + tookMs);
  const ended = Math.max(began, ...ends);
  return {
    ...run,
    finishedAt: new Date(ended).toISOString(),
    wallMs: ended - began,
    protocolMs: protocolMs(trials),
  };
}
