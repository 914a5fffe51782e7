import type { FaultPlan } from "../../timeline/fault-plan.ts";
import { isImpairment } from "../model/impaired-router.ts";
import type { Targets } from "./targets.ts";

export type Reach = Pick<Targets, "backInterface">;

/**
 * Whether a target can be asked of a fault: not of one that ends by itself, that only impairs or that a stand-in plays, nor of one that no setting of these files can
 * see. The link to the servers counts where the user has named it.
 */
export function isInReach(plan: FaultPlan, { backInterface }: Reach): boolean {
  const { kind, process, network } = plan;
  if (kind === "noop" || kind === "reload" || isImpairment(plan)) return false;
  if (kind === "disk-full" || kind === "clock-skew" || kind === "misbehave") return false;
  if (kind === "restart") return process === "keepalived";
  if (network === undefined || network === "front") return true;
  return kind === "link-down" && backInterface !== undefined;
}
