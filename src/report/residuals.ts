import { quantile } from "../timeline/quantile.ts";
import type { Certificate, CertifiedTrial } from "./certificate.ts";

type Residuals = Certificate["residuals"];

/** How far transitions lay from their exact predictions: the middles of the residuals, by kind of transition, in milliseconds. */
export function residualsOf(trials: readonly CertifiedTrial[]): Residuals {
  const byTransition = new Map<string, number[]>();
  for (const { unfit, transitions } of trials) {
    if (unfit.length > 0) continue;
    for (const { transition, exact } of transitions) {
      if (exact === undefined || exact.residual.maxMs === null) continue;
      const middle = (exact.residual.minMs + exact.residual.maxMs) / 2;
      byTransition.set(transition, [...(byTransition.get(transition) ?? []), middle]);
    }
  }
  return [...byTransition].map(([transition, middles]) => {
    const sizes = middles.map(Math.abs);
    return {
      transition,
      n: middles.length,
      medianMs: quantile(middles, 0.5),
      p95Ms: quantile(sizes, 0.95),
      worstMs: Math.max(...sizes),
    };
  });
}
