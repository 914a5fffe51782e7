import type { Instant } from "../timeline/clock.ts";
import type { AdvertEvent, ArpEvent } from "../timeline/events.ts";
import type { Timeline } from "../timeline/timeline.ts";

/**
 * The balancer that takes an address, as its configuration in force has it: plain figures, because checks know no configuration.
 * The two times are those of its effective priority, for the interval that its master advertises.
 */
export interface Claimant {
  readonly host: string;
  /** The addresses that it advertises from, and its hardware addresses there. */
  readonly sources: readonly string[];
  readonly macs: readonly string[];
  readonly routerId: number;
  /** Its effective priority with everything that it tracks well. */
  readonly priority: number;
  readonly nopreempt: boolean;
  readonly preemptDelayMs: number;
  /** Master_Down_Interval and Skew_Time. */
  readonly masterDownMs: number;
  readonly skewMs: number;
  /** The network that carries VRRP, as partitions name it. */
  readonly network: string;
  /** Who advertises from which address, by address. */
  readonly hostOf: Readonly<Record<string, string>>;
}

/** The programs tell of one change within this time of each other, in milliseconds, or they tell of another. */
export const sameChangeMs = 500;

/** What the claimant itself advertised, in order; its farewells are not among them. */
export function ownAdverts(timeline: Timeline, claimant: Claimant): readonly AdvertEvent[] {
  return timeline
    .ofKind("advert")
    .filter(
      ({ source, routerId, priority }) =>
        claimant.sources.includes(source) && routerId === claimant.routerId && priority > 0,
    );
}

/** What the others advertised to it. */
export function othersAdverts(timeline: Timeline, claimant: Claimant): readonly AdvertEvent[] {
  return timeline
    .ofKind("advert")
    .filter(({ source, routerId }) => !claimant.sources.includes(source) && routerId === claimant.routerId);
}

const priorityChange = /Changing effective priority from (\d+) to (\d+)/;

/** Its effective priority at an instant, by its own log; as the configuration says where the log says nothing. */
export function priorityAt(timeline: Timeline, { host, priority }: Claimant, at: Instant): number {
  const changes = timeline.ofKind("log").flatMap((log) => {
    const said = log.host === host ? priorityChange.exec(log.text) : null;
    return said === null ? [] : [{ at: log.at, from: Number(said[1]), to: Number(said[2]) }];
  });
  const before = changes.filter((change) => change.at.notBefore <= at.notBefore).at(-1);
  return before?.to ?? changes[0]?.from ?? priority;
}

/** Whether two instants can tell of one change. */
export function near(one: Instant, other: Instant): boolean {
  return one.notBefore <= other.notAfter + sameChangeMs && one.notAfter >= other.notBefore - sameChangeMs;
}

/** The first gratuitous ARP by which somebody claimed an address at that time. */
export function gratuitousArpAt(
  timeline: Timeline,
  { address, macs, at }: { address: string; macs: readonly string[]; at: Instant },
): ArpEvent | undefined {
  return timeline
    .ofKind("arp")
    .find((arp) => arp.gratuitous && arp.address === address && macs.includes(arp.mac) && near(arp.at, at));
}
