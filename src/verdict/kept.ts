import type { Promised } from "./claim.ts";
import type { Judgement } from "./judgement.ts";
import { shareAtLeast, type Kept } from "./share.ts";

const confidence = 0.95;

/** How many trials of a row kept to the limit that it is asked for, and what share of all does so at least. */
export interface KeptShare extends Kept {
  readonly limitMs: number;
  /** With 95 % confidence. */
  readonly shareAtLeast: number;
}

/**
 * Of a row that has a limit, the budget or else the promise; undefined of others, and where no trial could be judged. What was not
 * seen, or is not known to have kept to the limit, counts as beyond it; a trial that was inconclusive does not count.
 */
export function keptShare(
  { budgetMs, promised }: { readonly budgetMs?: number; readonly promised: Promised },
  judgements: readonly Pick<Judgement, "measured" | "behaviour">[],
): KeptShare | undefined {
  const limitMs = budgetMs ?? (promised.kind === "at-latest" ? promised.latestMs : undefined);
  if (limitMs === undefined) return undefined;
  const keeping = judgements.flatMap(({ measured, behaviour }) => {
    if (behaviour === "inconclusive" || measured === undefined || measured.kind === "condition") return [];
    return measured.kind === "seen" && measured.tookMs.maxMs <= limitMs;
  });
  if (keeping.length === 0) return undefined;
  const within = keeping.filter(Boolean).length;
  const kept = { within, beyond: keeping.length - within };
  return { limitMs, ...kept, shareAtLeast: shareAtLeast(kept, confidence) };
}
