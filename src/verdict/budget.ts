import type { Timing } from "../checks/measured.ts";
import { formatDuration, formatMs } from "../timeline/duration.ts";
import { answer, type Answer } from "./answer.ts";
import type { BudgetVerdict } from "./judgement.ts";

/** Whether a measurement kept what the user asked for. Budgets are never widened. */
export function againstBudget(measured: Timing, budgetMs: number): Answer<BudgetVerdict> {
  const asked = `the budget is ${formatMs(budgetMs)}`;
  if (measured.kind === "not-seen") {
    const watched = `not seen in ${formatMs(measured.observedMs)}; ${asked}`;
    return answer(measured.observedMs < budgetMs ? "inconclusive" : "missed", watched);
  }
  const { minMs, maxMs } = measured.tookMs;
  const took = `${formatDuration(measured.tookMs)}; ${asked}`;
  if (minMs > budgetMs) return answer("missed", took);
  return maxMs > budgetMs ? answer("inconclusive", took) : answer("met");
}
