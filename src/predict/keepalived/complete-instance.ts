import type { Place } from "../source-text.ts";
import { advertIntervalMs } from "../timing/vrrp.ts";
import { completeAuthentication } from "./authentication.ts";
import type { Garp, GlobalDefs, Notify, SyncGroup, TrackRef } from "./config.ts";
import type { VirtualAddress, VrrpInstance } from "./instance-config.ts";
import type { InstanceDraft } from "./instance-draft.ts";
import type { NotifyDraft } from "./notify.ts";
import { warn, type ReaderContext } from "./reader-context.ts";

/** What decides about an instance beside its own lines. */
export interface Surroundings {
  readonly global: GlobalDefs;
  readonly group: SyncGroup | undefined;
  /** `smtp_alert_vrrp` or `smtp_alert` of global_defs. */
  readonly smtp: boolean;
}

/** The priority of the owner of the addresses; nothing may change it. */
const owner = 255;

/**
 * Fills in what the lines left open, and undoes what does not go together, as `vrrp_complete_instance` of
 * keepalived's vrrp/vrrp.c does.
 *
 * @throws HarnessError BAD_CONFIG where keepalived does not start.
 */
export function completeInstance(
  draft: InstanceDraft,
  around: Surroundings,
  context: ReaderContext,
): VrrpInstance {
  const { name, place, preemptDelayMs, downTimerAdverts, useVmac, dontTrackPrimary, sourceAddress } = draft;
  const strict = draft.strict ?? around.global.strict;
  const family = draft.family ?? "inet";
  const version = versionOf(draft, { strict, family }, around, context);
  const { virtualRouterId, interface: device } = demand(draft, { version, strict, family }, context);
  const basePriority = draft.priority ?? (draft.state === "MASTER" ? owner : 100);
  const state = draft.state ?? (basePriority === owner ? "MASTER" : "BACKUP");
  if (draft.unicast && draft.unicastPeers.length === 0) {
    warn(context, `${name} has a unicast keyword and no peers: multicast is used`, place);
  }
  const nopreempt = preemption(draft, { state, basePriority, strict }, context);
  const authentication =
    draft.authentication &&
    completeAuthentication(draft.authentication, { version, strict, family }, context);
  const tracking = completeTracking(draft, basePriority, around.group, context);
  // No spreads: V8 makes such an object property by property, and a large file has thousands.
  return {
    name,
    place,
    state,
    interface: device,
    virtualRouterId,
    version,
    family,
    basePriority,
    strict,
    sourceAddress,
    authentication,
    useVmac,
    dontTrackPrimary,
    nopreempt,
    advertInterval: completeInterval(draft, version, context),
    unicastPeers: draft.unicastPeers,
    virtualAddresses: draft.virtualAddresses.map((each) => withInterface(each, device)),
    excludedAddresses: draft.excludedAddresses.map((each) => withInterface(each, device)),
    garp: completeGarp(draft, { strict }, around),
    downTimerAdverts: strict ? 3 : downTimerAdverts,
    preemptDelayMs: strict || nopreempt || state === "MASTER" ? 0 : preemptDelayMs,
    higherPrioSendAdvert: !strict && (draft.higherPrioSendAdvert ?? around.global.higherPrioSendAdvert),
    lowerPrioNoAdvert: strict || (draft.lowerPrioNoAdvert ?? around.global.lowerPrioNoAdvert),
    acceptsVipTraffic: basePriority === owner || (draft.accept ?? !strict),
    trackScripts: tracking.trackScripts,
    trackInterfaces: tracking.trackInterfaces,
    trackFiles: tracking.trackFiles,
    trackProcesses: tracking.trackProcesses,
    trackBfd: tracking.trackBfd,
    syncGroup: around.group?.name,
    notify: completeNotify(draft.notify, around.smtp),
    writtenAt: Object.fromEntries(draft.writtenAt),
  };
}

function completeInterval(
  draft: InstanceDraft,
  version: 2 | 3,
  context: ReaderContext,
): VrrpInstance["advertInterval"] {
  const writtenMs = draft.advertMs ?? 1_000;
  const inForceMs = advertIntervalMs(version, writtenMs);
  if (inForceMs !== writtenMs) {
    const text = `advert_int ${writtenMs / 1_000} is taken as ${inForceMs / 1_000}`;
    warn(context, text, writtenPlace(draft, "advert_int"));
  }
  return { writtenMs, inForceMs };
}

interface Mode {
  readonly strict: boolean;
  readonly family: "inet" | "inet6";
}

function versionOf(
  draft: InstanceDraft,
  { strict, family }: Mode,
  around: Surroundings,
  context: ReaderContext,
): 2 | 3 {
  if (family === "inet") return draft.version ?? around.global.vrrpVersion;
  if (draft.version === 2 && strict) warn(context, "IPv6 needs version 3 in strict mode: set", draft.place);
  return strict ? 3 : (draft.version ?? 3);
}

/** What keepalived does not start without. */
function demand(
  draft: InstanceDraft,
  { version, strict, family }: Mode & { readonly version: 2 | 3 },
  context: ReaderContext,
): { readonly virtualRouterId: number; readonly interface: string } {
  const { virtualRouterId, interface: device, place } = draft;
  if (virtualRouterId === undefined)
    throw context.lines.error(place, "a virtual_router_id in the instance", "none");
  if (device === undefined) throw context.lines.error(place, "an interface in the instance", "none");
  if (draft.virtualAddresses.length === 0) {
    if (version === 3 || strict || family === "inet6")
      throw context.lines.error(place, "a virtual_ipaddress in the instance", "none");
    warn(context, `${draft.name} has no virtual address`, place);
  }
  return { virtualRouterId, interface: device };
}

/** Whether nopreempt is in force: `state MASTER` and priority 255 clear it; preempt_delay goes with neither MASTER, nopreempt nor strict mode. */
function preemption(
  draft: InstanceDraft,
  {
    state,
    basePriority,
    strict,
  }: { readonly state: "MASTER" | "BACKUP"; readonly basePriority: number; readonly strict: boolean },
  context: ReaderContext,
): boolean {
  const master = state === "MASTER";
  const nopreempt = draft.nopreempt && !master && basePriority !== owner;
  if (draft.nopreempt && !nopreempt) {
    const reason = master ? "state MASTER" : "priority 255";
    warn(context, `nopreempt does not go with ${reason}: cleared`, writtenPlace(draft, "nopreempt"));
  }
  if (draft.preemptDelayMs > 0 && (master || nopreempt || strict)) {
    const reason = master ? "state MASTER" : nopreempt ? "nopreempt" : "strict mode";
    warn(context, `preempt_delay does not go with ${reason}: cleared`, writtenPlace(draft, "preempt_delay"));
  }
  return nopreempt;
}

function completeGarp(
  draft: InstanceDraft,
  { strict }: { readonly strict: boolean },
  { global }: Surroundings,
): Garp {
  const { garp } = draft;
  return {
    ...garp,
    intervalMs: global.garp.intervalMs,
    lowerPrioDelayMs: strict ? 0 : (garp.lowerPrioDelayMs ?? global.garp.lowerPrioDelayMs),
    lowerPrioRepeat: strict ? 0 : (garp.lowerPrioRepeat ?? global.garp.lowerPrioRepeat),
  };
}

type Tracking = Pick<
  VrrpInstance,
  "trackScripts" | "trackInterfaces" | "trackFiles" | "trackProcesses" | "trackBfd"
>;

/**
 * The instance's own interface is left out of what it tracks: its loss is a FAULT in any case, whatever weight was
 * written. In a group that does not allow weights, and for the owner of the addresses, weighted tracking is
 * taken out.
 */
function completeTracking(
  { tracked, name, interface: device }: InstanceDraft,
  basePriority: number,
  group: SyncGroup | undefined,
  context: ReaderContext,
): Tracking {
  const grouped = group !== undefined && !group.trackingWeight;
  const fixed = grouped
    ? `${name}: the weight of NAME does not count in a sync group`
    : basePriority === owner
      ? `${name}: the weight of NAME does not count for priority 255`
      : undefined;
  const others = [...tracked.interfaces.values()].filter((ref) => ref.name !== device);
  const ownInterface = tracked.interfaces.get(device ?? "");
  if (ownInterface !== undefined)
    warn(context, `${name}: its own interface is tracked anyway`, ownInterface.place);
  const own: Tracking = {
    trackScripts: withoutWeights([...tracked.scripts.values()], fixed, drop, context),
    trackInterfaces: withoutWeights(others, fixed, grouped ? unweighted : drop, context),
    trackFiles: withoutWeights([...tracked.files.values()], fixed, unweightedOne, context),
    trackProcesses: [...tracked.processes.values()],
    trackBfd: withoutWeights([...tracked.bfd.values()], fixed, drop, context),
  };
  return group === undefined ? own : withGroup(own, group);
}

type Lightened = (ref: TrackRef) => TrackRef | undefined;

const drop: Lightened = () => undefined;
const unweighted: Lightened = (ref) => ({ ...ref, weight: 0 });
const unweightedOne: Lightened = (ref) => (ref.weight === 1 ? unweighted(ref) : undefined);

/** Where weights do not count, `fixed` is the complaint about each that was written, with NAME in the place of the name. */
function withoutWeights(
  refs: readonly TrackRef[],
  fixed: string | undefined,
  lightened: Lightened,
  context: ReaderContext,
): readonly TrackRef[] {
  if (fixed === undefined) return refs;
  return refs.flatMap((ref) => {
    if (ref.weight === 0) return [ref];
    warn(
      context,
      fixed.replace("NAME", () => ref.name),
      ref.place,
    );
    return lightened(ref) ?? [];
  });
}

/** What the group tracks counts for each member. */
function withGroup(own: Tracking, group: SyncGroup): Tracking {
  const join = (mine: readonly TrackRef[], ours: readonly TrackRef[]): readonly TrackRef[] => {
    const names = new Set(mine.map(({ name }) => name));
    return [...mine, ...ours.filter(({ name }) => !names.has(name))];
  };
  return {
    trackScripts: join(own.trackScripts, group.trackScripts),
    trackInterfaces: join(own.trackInterfaces, group.trackInterfaces),
    trackFiles: join(own.trackFiles, group.trackFiles),
    trackProcesses: join(own.trackProcesses, group.trackProcesses),
    trackBfd: join(own.trackBfd, group.trackBfd),
  };
}

export function completeNotify(draft: NotifyDraft, smtp: boolean): Notify {
  const { master, backup, fault, stop, any } = draft;
  return { master, backup, fault, stop, any, smtp: draft.smtp ?? smtp };
}

function withInterface(address: VirtualAddress, device: string): VirtualAddress {
  return { ...address, interface: address.interface ?? device };
}

function writtenPlace({ writtenAt, place }: InstanceDraft, keyword: string): Place {
  return writtenAt.get(keyword)?.place ?? place;
}
