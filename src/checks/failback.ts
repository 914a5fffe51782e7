import type { Instant } from "../timeline/clock.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import { holdersAtFault, holdingsOf, type Holding } from "./holding.ts";
import type { Timing } from "./measured.ts";
import { afterHeal, canFollow, notSeen, seen } from "./observation.ts";

/**
 * From the heal until a host that held the address before the fault holds it again. One that never lost it
 * (frozen, partitioned) has it back when the others let it go. A fault that heals itself (a restart) is counted from
 * its injection. Throws NOTHING_TO_JUDGE without a heal, or where the address had not moved.
 */
export function failback(timeline: Timeline, address: string, from: "inject" | "heal" = "heal"): Timing {
  const injected = { cause: timeline.fault().at, until: timeline.end() };
  const observation = from === "inject" ? injected : afterHeal(timeline);
  const holdings = holdingsOf(timeline, address);
  const home = holdersAtFault(timeline, holdings);
  const strangers = holdings.filter((each) => !home.includes(each.host) && canFollow(injected, each.from));
  if (strangers.length === 0) throw nothing(`${address} had not moved, so it cannot go back`);
  for (const holding of holdings.filter(({ host }) => home.includes(host))) {
    const at = returnOf(holding, strangers, observation.cause);
    if (at === undefined || !canFollow(observation, at)) continue;
    return seen(observation, at, { by: holding.host, detail: `${holding.host} has ${address} back` });
  }
  return notSeen(observation, `${address} did not go back to ${home.join(", ")}`);
}

/** When this holding became a return: as it began, or as the last stranger let go while it lasted. */
function returnOf(
  { from, until }: Holding,
  strangers: readonly Holding[],
  cause: Instant,
): Instant | undefined {
  if (from.notAfter >= cause.notBefore) return from;
  const releases = strangers.map((stranger) => stranger.until);
  if (!releases.every((release) => release !== undefined)) return undefined;
  const released = releases.sort((a, b) => a.notBefore - b.notBefore).at(-1);
  const lasted = released !== undefined && (until === undefined || until.notAfter >= released.notBefore);
  return lasted && released.notAfter >= cause.notBefore ? released : undefined;
}
