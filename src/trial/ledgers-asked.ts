import type { TrialPlan } from "./trial-plan.ts";

/** The probes whose writes are asked for when a trial is over. */
export function ledgersAsked({ expectations }: TrialPlan): ReadonlySet<string> {
  const asked = expectations.flatMap(({ measure }) =>
    measure.check === "ledger" || measure.check === "rpo" ? [measure.probe] : [],
  );
  return new Set(asked);
}
