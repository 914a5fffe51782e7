import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { shaped } from "./qdisc.ts";

const mostMs = 60_000;

/**
 * What a host sends on a link leaves later, and with a jitter at varying times and out of order; what it hears comes as before.
 * Needs the kernel's netem: without it a run is refused before anything starts.
 */
export function packetDelay(plan: FaultPlan): Fault {
  return {
    plan,
    async inject(lab) {
      const { delayMs = 0, jitterMs = 0 } = plan;
      if (!(delayMs >= 1 && delayMs <= mostMs && jitterMs >= 0 && jitterMs <= delayMs)) {
        throw new HarnessError(
          "BAD_INPUT",
          `packet-delay needs delayMs from 1 to ${mostMs}, and jitterMs no larger`,
        );
      }
      return shaped(lab, plan, {
        kind: "netem",
        settings: `delay ${delayMs}ms${jitterMs === 0 ? "" : ` ${jitterMs}ms`}`,
        frames: 1,
        shows: `*"qdisc netem "*"delay "*"Sent "*" "[1-9]*" pkt "*`,
        says: `has delayed a packet by ${delayMs} ms`,
      });
    },
  };
}
