import { describeFault, type FaultPlan } from "../timeline/fault-plan.ts";

/** A fault without the hosts it was tried on: "process-crash of haproxy". Trials of one kind are counted together. */
export function faultKindOf(plan: FaultPlan): string {
  return describeFault({ ...plan, hosts: [] });
}
