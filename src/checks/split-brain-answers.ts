import type { At } from "../timeline/clock.ts";
import { formatMs } from "../timeline/duration.ts";
import { grouped } from "../timeline/grouped.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { ResolvedSpan } from "./span.ts";

/**
 * Who answered for an address in a span, by the wire, in words: ARP replies, and where new connections went and how they were
 * answered there. Hosts are told by their hardware addresses. Empty where no capture ran.
 */
export function answersFor(timeline: Timeline, address: string, span: ResolvedSpan): readonly string[] {
  return [...arpReplies(timeline, address, span), ...connections(timeline, address, span)];
}

function arpReplies(timeline: Timeline, address: string, { since, until }: ResolvedSpan): readonly string[] {
  const replies = timeline
    .ofKind("arp")
    .filter((event) => event.address === address && event.operation === "reply" && !event.gratuitous)
    .filter(({ at }) => at.notBefore >= since && at.notAfter <= until);
  return [...grouped(replies, ({ mac }) => mac)].map(
    ([mac, some]) => `${mac} answered ARP ${some.length} times`,
  );
}

/** A connection is recorded when something changed, so what it shows lasts until the next one. */
function connections(timeline: Timeline, address: string, { since, until }: ResolvedSpan): readonly string[] {
  const changes = timeline
    .ofKind("connection")
    .filter((event) => event.purpose === "client" && event.address === address);
  const stretches = changes.map(({ sentTo, outcome, at, port }, index) => {
    const next = changes.slice(index + 1).find((other) => other.port === port)?.at.notBefore ?? Infinity;
    return {
      what: `connections to port ${port} went to ${sentTo} (${outcome})`,
      ms: lengthWithin(at.notBefore, next, { since, until }),
    };
  });
  return [
    ...grouped(
      stretches.filter(({ ms }) => ms > 0),
      ({ what }) => what,
    ),
  ].map(([what, some]) => `${what} for ${formatMs(some.reduce((sum, { ms }) => sum + ms, 0))}`);
}

function lengthWithin(from: At, to: At, { since, until }: ResolvedSpan): number {
  return Math.min(to, until) - Math.max(from, since);
}
