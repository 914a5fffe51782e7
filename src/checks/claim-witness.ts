import { between, type Instant } from "../timeline/clock.ts";
import { formatDuration } from "../timeline/duration.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Holding } from "./holding.ts";

/** keepalived and the wire tell of the same claim within this time, or they tell of another one. */
const sameClaimMs = 500;

/**
 * What else saw a host claim an address: keepalived's own word and the first gratuitous ARP, each with its distance
 * from the kernel's notification. Second opinions for the reader; the measurement does not depend on them.
 */
export function witnessesOfClaim(timeline: Timeline, address: string, { host, from }: Holding): string[] {
  const near = (at: Instant): boolean => Math.abs(at.notBefore - from.notBefore) <= sameClaimMs;
  const master = timeline
    .ofKind("vrrp")
    .find((event) => event.host === host && event.state === "MASTER" && near(event.at));
  const arp = timeline
    .ofKind("arp")
    .find((event) => event.gratuitous && event.address === address && near(event.at));
  return [
    ...(master === undefined ? [] : [`keepalived said MASTER ${distance(from, master.at)}`]),
    ...(arp === undefined ? [] : [`gratuitous ARP from ${arp.mac} ${distance(from, arp.at)}`]),
  ];
}

function distance(from: Instant, at: Instant): string {
  const { minMs, maxMs } = between(from, at);
  return minMs + maxMs < 0
    ? `${formatDuration({ minMs: -maxMs, maxMs: -minMs })} before`
    : `${formatDuration({ minMs, maxMs })} after`;
}
