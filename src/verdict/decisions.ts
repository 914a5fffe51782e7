import { grouped } from "../timeline/grouped.ts";
import { rowOf } from "./claim-verdict.ts";
import type { Judgement } from "./judgement.ts";
import { isOpen } from "./kept.ts";
import type { ShareClaim } from "./share.ts";

/** What the rounds of each trial have decided so far, of a claim about the share that keeps to its limit. */
export class Decisions {
  readonly #until: ShareClaim;
  readonly #judgements = new Map<string, Judgement[]>();

  constructor(until: ShareClaim) {
    this.#until = until;
  }

  /** @param trial what all its rounds have in common: profile and scenario */
  add(trial: string, judgements: readonly Judgement[]): void {
    this.#judgements.set(trial, [...(this.#judgements.get(trial) ?? []), ...judgements]);
  }

  /** Whether any row of this trial has still to be decided; a trial that was never judged has. */
  isOpen(trial: string): boolean {
    const judged = this.#judgements.get(trial) ?? [];
    const rows = [...grouped(judged, (judgement) => `${judgement.claim} ${rowOf(judgement)}`).values()];
    if (rows.length === 0) return true;
    return rows.some((row) => {
      const [{ promised, budget }] = row;
      return isOpen(
        { promised, ...(budget === undefined ? {} : { budgetMs: budget.budgetMs }) },
        row,
        this.#until,
      );
    });
  }
}
