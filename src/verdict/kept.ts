import type { Promised } from "./claim.ts";
import type { Judgement } from "./judgement.ts";
import { decidedShare, shareAtLeastSoFar } from "./sequential.ts";
import { shareAtLeast, type Kept, type ShareClaim } from "./share.ts";

const confidence = 0.95;

/** How many trials of a row kept to the limit that it is asked for, and what share of all does so at least. */
export interface KeptShare extends KeptTo {
  /** With 95 % confidence, or with that of the claim which the trials went on for. */
  readonly shareAtLeast: number;
  /** Where the trials went on until this was decided: whether it was. */
  readonly decided?: "holds" | "refuted" | "open";
}

interface KeptTo extends Kept {
  readonly limitMs: number;
}

/** What a row of judgements is asked for, as far as it is a limit. */
export interface Limited {
  readonly budgetMs?: number;
  readonly promised: Promised;
}

type Asked = Pick<Judgement, "measured" | "behaviour">;

/**
 * Of a row that has a limit, the budget or else the promise; undefined of others, and where no trial could be judged. What was not
 * seen, or is not known to have kept to the limit, counts as beyond it; a trial that was inconclusive does not count.
 *
 * @param until what the trials went on for: their number was not settled beforehand then, and the bound is another one
 */
export function keptShare(
  row: Limited,
  judgements: readonly Asked[],
  until?: ShareClaim,
): KeptShare | undefined {
  const kept = keptTo(row, judgements);
  if (kept === undefined) return undefined;
  if (until === undefined) return { ...kept, shareAtLeast: shareAtLeast(kept, confidence) };
  return {
    ...kept,
    shareAtLeast: shareAtLeastSoFar(kept, until.confidence),
    decided: decidedShare(kept, until),
  };
}

/** Whether another trial could tell something that these have not told. */
export function isOpen(row: Limited, judgements: readonly Asked[], until: ShareClaim): boolean {
  if (limitOf(row) === undefined || judgements.some(({ measured }) => measured?.kind === "condition"))
    return judgements.every(({ behaviour }) => behaviour === "inconclusive");
  const kept = keptTo(row, judgements);
  return kept === undefined || decidedShare(kept, until) === "open";
}

function keptTo(row: Limited, judgements: readonly Asked[]): KeptTo | undefined {
  const limitMs = limitOf(row);
  if (limitMs === undefined) return undefined;
  const keeping = judgements.flatMap(({ measured, behaviour }) => {
    if (behaviour === "inconclusive" || measured === undefined || measured.kind === "condition") return [];
    return measured.kind === "seen" && measured.tookMs.maxMs <= limitMs;
  });
  if (keeping.length === 0) return undefined;
  const within = keeping.filter(Boolean).length;
  return { limitMs, within, beyond: keeping.length - within };
}

function limitOf({ budgetMs, promised }: Limited): number | undefined {
  return budgetMs ?? (promised.kind === "at-latest" ? promised.latestMs : undefined);
}
