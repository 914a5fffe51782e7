import { between } from "../timeline/clock.ts";
import { formatDuration, type DurationMs } from "../timeline/duration.ts";
import type { Instant } from "../timeline/clock.ts";
import { instant } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { answersFor } from "./split-brain-answers.ts";
import { holdingsOf, type Holding } from "./holding.ts";
import type { Timing } from "./measured.ts";
import { afterFault, canFollow, notSeen, seen } from "./observation.ts";

/** Two hosts held one address at once. */
export interface DualHolding {
  readonly hosts: readonly [string, string];
  readonly from: Instant;
  readonly until: Instant;
  readonly lastedMs: DurationMs;
}

/** Every time at which two hosts certainly held the address at once; an overlap that may be none is none. */
export function dualHoldings(timeline: Timeline, address: string): readonly DualHolding[] {
  const end = instant(timeline.end());
  const holdings = holdingsOf(timeline, address);
  return holdings.flatMap((one, index) =>
    holdings
      .slice(index + 1)
      .map((other) => overlapOf(one, other, end))
      .filter((overlap) => overlap !== undefined),
  );
}

/**
 * From the fault until a second host holds the address beside the first, for how long, and who answered for it meanwhile.
 * Throws NOTHING_TO_JUDGE without a fault or a holder.
 */
export function splitBrain(timeline: Timeline, address: string): Timing {
  const observation = afterFault(timeline);
  const first = dualHoldings(timeline, address).find((each) => canFollow(observation, each.from));
  if (first === undefined) return notSeen(observation, `${address} never had two holders`);
  const [one, other] = first.hosts;
  const both = `${one} and ${other} both held ${address} for ${formatDuration(first.lastedMs)}`;
  const span = { since: first.from.notBefore, until: first.until.notAfter };
  return seen(observation, first.from, {
    by: other,
    detail: [both, ...answersFor(timeline, address, span)].join("; "),
  });
}

function overlapOf(one: Holding, other: Holding, end: Instant): DualHolding | undefined {
  if (one.host === other.host) return undefined;
  const from = one.from.notBefore > other.from.notBefore ? one.from : other.from;
  const oneEnd = one.until ?? end;
  const otherEnd = other.until ?? end;
  const until = oneEnd.notBefore < otherEnd.notBefore ? oneEnd : otherEnd;
  const lastedMs = between(from, until);
  return lastedMs.minMs > 0 ? { hosts: [one.host, other.host], from, until, lastedMs } : undefined;
}
