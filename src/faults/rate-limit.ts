import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { shaped } from "./qdisc.ts";

/** A frame of a datagram with 1400 bytes, with all its headers. */
const frameBytes = 1_442;
/** A bucket has to hold what the link may send between two ticks of the kernel, 10 ms at most, and two full frames. */
const tickMs = 10;
const leastBurstBytes = 3_200;
/** What does not fit into this much time of the link is dropped: the usual depth of a small router's queue. */
const queueMs = 50;
const most = 1_000_000;

/**
 * What a host sends on a link is limited, as by a narrow line or a policed port; what it hears is not. Peers see answers that come
 * late, by 50 ms at most, and beyond that gaps: advertisements stand in the same queue as everything else.
 */
export function rateLimit(plan: FaultPlan): Fault {
  return {
    plan,
    // An `async` method turns a bad plan into a rejection, as of every other fault.
    async inject(lab) {
      const rate = plan.kbitPerSecond ?? 0;
      if (!(rate >= 8 && rate <= most)) {
        throw new HarnessError("BAD_INPUT", `rate-limit needs kbitPerSecond from 8 to ${most}`);
      }
      const burst = Math.max(leastBurstBytes, Math.ceil((rate / 8) * tickMs));
      return shaped(lab, plan, {
        kind: "tbf",
        settings: `rate ${rate}kbit burst ${burst}b latency ${queueMs}ms`,
        // The bucket is full at first; three more frames than it holds have to wait.
        frames: Math.ceil(burst / frameBytes) + 3,
        shows: '*"qdisc tbf "*"overlimits "[1-9]*',
        says: `holds packets back at ${rate} kbit/s`,
      });
    },
  };
}
