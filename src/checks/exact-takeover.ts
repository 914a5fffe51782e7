import type { Instant } from "../timeline/clock.ts";
import { formatMs } from "../timeline/duration.ts";
import type { AdvertEvent } from "../timeline/events.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { exactFrom, exactly, inexact, type Exact, type Inexact, type TimerStart } from "./exact.ts";
import { acceptedAdverts, type Heard } from "./exact-acceptance.ts";
import { near, ownAdverts, priorityAt, sameChangeMs, type Claimant } from "./exact-claimant.ts";
import { failback } from "./failback.ts";
import { holdingsOf } from "./holding.ts";
import { takeover } from "./takeover.ts";

/** A master that hears a higher one logs BACKUP this long after the advertisement at most; then the advertisement is the start. */
const sameStartMs = 5;
/** What a timer runs from that no advertisement set. */
export const becomingBackup = "its becoming a backup";

/**
 * When a balancer had to take an address in this run: Master_Down_Interval after the last advertisement that it accepted, Skew_Time
 * after a farewell, or Master_Down_Interval after it became a backup, whichever came last. Throws NOTHING_TO_JUDGE as `takeover`
 * and `failback` do.
 */
export function exactTakeover(
  timeline: Timeline,
  address: string,
  { claimant, from = "inject" }: { claimant: Claimant; from?: "inject" | "heal" },
): Exact | Inexact {
  const moved = from === "inject" ? takeover(timeline, address) : failback(timeline, address, "heal");
  if (moved.kind === "not-seen") return inexact(moved.detail);
  if (moved.by !== claimant.host) return inexact(`${moved.by ?? "nobody"} took it, not ${claimant.host}`);
  const claimed = holdingsOf(timeline, address).some(
    (holding) => holding.host === claimant.host && near(holding.from, moved.at),
  );
  if (!claimed) return inexact(`${claimant.host} had held ${address} all along`);
  const first = firstAdvert(timeline, claimant, moved.at);
  const measured =
    first === undefined
      ? { by: "the kernel's address", at: moved.at }
      : { by: "its first advertisement", at: first.at };
  const start = timerStart(timeline, claimant, measured.at);
  return "kind" in start ? start : exactFrom(start, measured);
}

/** The advertisement by which a new master claims its office: the first thing it does. */
function firstAdvert(timeline: Timeline, claimant: Claimant, claimedAt: Instant): AdvertEvent | undefined {
  return ownAdverts(timeline, claimant).find(
    ({ at }) => at.notAfter >= claimedAt.notBefore - sameChangeMs && near(at, claimedAt),
  );
}

/** What the timer of a backup ran from that ended at `until`. */
export function timerStart(timeline: Timeline, claimant: Claimant, until: Instant): TimerStart | Inexact {
  const priority = priorityAt(timeline, claimant, until);
  if (priority !== claimant.priority) {
    return inexact(`its priority was ${priority}, and its times are known for ${claimant.priority}`);
  }
  const heard = acceptedAdverts(timeline, claimant).filter(
    ({ advert }) => advert.at.notAfter <= until.notBefore,
  );
  const last = heard.at(-1);
  const became = timeline
    .ofKind("vrrp")
    .filter(
      ({ host, state, at }) => host === claimant.host && state === "BACKUP" && at.notAfter <= until.notBefore,
    )
    .at(-1);
  if (became !== undefined && (last?.advert.at.notBefore ?? -Infinity) < became.at.notBefore - sameStartMs) {
    return { since: becomingBackup, sinceAt: became.at, waitMs: exactly(claimant.masterDownMs) };
  }
  if (last === undefined) return inexact("no advertisement that it accepted was seen on the wire");
  const starts = [last, ...(last.accepted === "maybe" ? heard.slice(0, -1).reverse() : [])];
  const certain = starts.findIndex(({ accepted }) => accepted === "yes");
  return hull(
    starts.slice(0, certain < 0 ? starts.length : certain + 1).map((each) => startOf(each, claimant)),
  );
}

function startOf({ advert: { priority, at, source } }: Heard, claimant: Claimant): TimerStart {
  const farewell = priority === 0;
  return {
    since: farewell ? `the farewell of ${source}` : `the last accepted advertisement, of ${source}`,
    sinceAt: at,
    waitMs: exactly(farewell ? claimant.skewMs : claimant.masterDownMs),
  };
}

/** Where it is not known whether an advertisement came through, its timer may have run from any of them. */
function hull([first, ...others]: readonly TimerStart[]): TimerStart | Inexact {
  if (first === undefined) return inexact("no advertisement that it accepted was seen on the wire");
  if (others.length === 0) return first;
  const all = [first, ...others];
  const ends = all.map(({ sinceAt, waitMs }) => ({
    first: sinceAt.notBefore + waitMs.minMs,
    last: sinceAt.notAfter + waitMs.maxMs,
  }));
  const earliest = Math.min(...ends.map((end) => end.first));
  const latest = Math.max(...ends.map((end) => end.last));
  return {
    since: `${first.since}, or one before: the last ${formatMs(latest - earliest)} came while the fault did`,
    sinceAt: first.sinceAt,
    waitMs: {
      minMs: earliest - first.sinceAt.notBefore,
      maxMs: latest - first.sinceAt.notAfter,
    },
  };
}
