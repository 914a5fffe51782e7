import type { TrialPlan } from "./trial-plan.ts";

/** The probes that a trial's expectations name: those among them that run only on demand run in it. */
export function probesAsked({ expectations }: Pick<TrialPlan, "expectations">): ReadonlySet<string> {
  const named = expectations.flatMap(({ measure }) => [
    ...("probe" in measure ? [measure.probe] : []),
    ...(measure.check === "slowed" ? [measure.by] : []),
    ...(measure.check === "outpaces" ? [measure.than] : []),
    ...("probes" in measure ? (measure.probes ?? []) : []),
    ...("journeys" in measure ? measure.journeys.map(({ probe }) => probe) : []),
  ]);
  return new Set(named);
}
