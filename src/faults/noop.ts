import { now, instant } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault, Witnessed } from "./fault.ts";
import { active } from "./fault.ts";

/** Peers see nothing. The twin of every other fault: a check that passes with it checks nothing. */
export function noop(plan: FaultPlan = { kind: "noop", hosts: [] }): Fault {
  const nothing = (): Witnessed => ({ at: instant(now()), witnessed: true, witness: "nothing was done" });
  return {
    plan,
    inject: () => Promise.resolve(active(nothing(), () => Promise.resolve(nothing()))),
  };
}
