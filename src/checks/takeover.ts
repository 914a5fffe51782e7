import type { Timeline } from "../timeline/timeline.ts";
import { holdersAtFault, holdingsOf } from "./holding.ts";
import type { Timing } from "./measured.ts";
import { afterFault, canFollow, notSeen, seen } from "./observation.ts";
import { witnessesOfClaim } from "./claim-witness.ts";

/**
 * From the fault until another host than before holds the address.
 * Throws NOTHING_TO_JUDGE without a fault, or where nobody held the address before it.
 */
export function takeover(timeline: Timeline, address: string): Timing {
  const observation = afterFault(timeline);
  const holdings = holdingsOf(timeline, address);
  const before = holdersAtFault(timeline, holdings);
  const claim = holdings.find(({ host, from }) => !before.includes(host) && canFollow(observation, from));
  if (claim === undefined) return notSeen(observation, `${address} stayed with ${before.join(", ")}`);
  const witnesses = witnessesOfClaim(timeline, address, claim);
  return seen(observation, claim.from, {
    by: claim.host,
    detail: [`${claim.host} took ${address} from ${before.join(", ")}`, ...witnesses].join("; "),
  });
}
