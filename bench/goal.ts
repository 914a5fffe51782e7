/** A figure that haproof holds itself to. */
export interface Goal {
  readonly what: string;
  /** As it was promised, with its unit. */
  readonly goal: string;
  /** As it was measured, with its unit; undefined where it could not be. */
  readonly measured: string | undefined;
  readonly met: boolean;
  /** What a user would use instead, and its figure. */
  readonly beside?: string;
  /** Why it was not measured, or what the figure rests on. */
  readonly because?: string;
}

/** One line: goal, measured, met or missed, and the alternative. What was not measured is neither met nor missed. */
export function goalLine({ what, goal, measured, met, beside, because }: Goal): string {
  const verdict = met ? "met" : "MISSED";
  const figure = measured === undefined ? "not measured" : `measured ${measured}: ${verdict}`;
  const reason =
    because === undefined ? "" : measured === undefined ? ` because ${because}` : ` (${because})`;
  return `  goal  ${what}: ${goal}; ${figure}${reason}${beside === undefined ? "" : `; beside it: ${beside}`}`;
}

export function printGoals(goals: readonly Goal[]): void {
  for (const goal of goals) console.log(goalLine(goal));
}
