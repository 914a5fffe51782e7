import type { At, Instant } from "../timeline/clock.ts";
import type { VrrpState } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";

/** A host held an address from one instant to another; without `until`, as far as the recording goes. */
export interface Holding {
  readonly host: string;
  readonly from: Instant;
  readonly until?: Instant;
}

interface Change {
  readonly host: string;
  readonly held: boolean;
  readonly at: Instant;
}

/** Every address that some host was seen to hold. */
export function addressesOf(timeline: Timeline): readonly string[] {
  return [...new Set(timeline.ofKind("address").map((event) => event.address))];
}

/**
 * Who held an address when, by the kernel's own notifications; where none were recorded, by keepalived's MASTER.
 * A host that is lost says nothing any more, so its holding ends with the fault or with the engine's word of its
 * death; a frozen or partitioned one goes on holding. Throws NOTHING_TO_JUDGE where nobody was ever seen to hold it.
 */
export function holdingsOf(timeline: Timeline, address: string): readonly Holding[] {
  const claims = addressChanges(timeline, address);
  const changes = claims.length > 0 ? claims : masterChanges(timeline);
  const holdings: Holding[] = [];
  const open = new Map<string, Holding>();
  const ordered = [...changes, ...deaths(timeline)].sort((a, b) => a.at.notBefore - b.at.notBefore);
  for (const { host, held, at } of ordered) {
    const current = open.get(host);
    if (held && current === undefined) open.set(host, { host, from: at });
    if (held || current === undefined) continue;
    holdings.push({ ...current, until: at });
    open.delete(host);
  }
  holdings.push(...open.values());
  if (holdings.length === 0) throw nothing(`no host was seen to hold ${address}`);
  return holdings.sort((a, b) => a.from.notBefore - b.from.notBefore);
}

/** Who held the address just before an instant. */
export function holdersAt(holdings: readonly Holding[], at: At): readonly string[] {
  const held = holdings.filter(
    ({ from, until }) => from.notBefore < at && (until === undefined || until.notAfter >= at),
  );
  return [...new Set(held.map(({ host }) => host))];
}

/** Who held the address when the fault came. Throws NOTHING_TO_JUDGE where nobody did. */
export function holdersAtFault(timeline: Timeline, holdings: readonly Holding[]): readonly string[] {
  const hosts = holdersAt(holdings, timeline.fault().at.notBefore);
  if (hosts.length === 0) throw nothing("nobody held the address before the fault");
  return hosts;
}

function addressChanges(timeline: Timeline, address: string): Change[] {
  return timeline.ofKind("address").filter((event) => event.address === address);
}

/** Only one VRRP instance can be read as one address; with several nobody could say which is meant. */
function masterChanges(timeline: Timeline): Change[] {
  const events = timeline.ofKind("vrrp");
  const instances = new Set(events.map((event) => event.instance));
  if (instances.size > 1) throw nothing("several VRRP instances, and no address was recorded");
  const isMaster = (state: VrrpState): boolean => state === "MASTER";
  return events.map(({ host, state, at }) => ({ host, held: isMaster(state), at }));
}

const fatalActions: readonly string[] = ["die", "destroy"];

function deaths(timeline: Timeline): Change[] {
  const lost = timeline
    .ofKind("fault")
    .filter((event) => event.phase === "inject" && event.plan.kind === "host-loss")
    .flatMap((event) => event.plan.hosts.map((host) => ({ host, held: false, at: event.at })));
  const died = timeline
    .ofKind("engine")
    .filter((event) => fatalActions.includes(event.action))
    .map(({ host, at }) => ({ host, held: false, at }));
  return [...lost, ...died];
}
