import type { Place, Written } from "../source-text.ts";
import type { AuthenticationDraft } from "./authentication.ts";
import type { GarpDraft } from "./garp-keywords.ts";
import type { GlobalDraft } from "./global-defs.ts";
import type { UnicastPeer, VirtualAddress } from "./instance-config.ts";
import type { Family } from "./ip-address.ts";
import { presetNotify, type NotifyDraft } from "./notify.ts";
import { presetTracked, type Tracked } from "./track-refs.ts";

/** What the lines of a `vrrp_instance` have said; what is undefined follows from other things at the end. */
export interface InstanceDraft {
  readonly name: string;
  readonly place: Place;
  state: "MASTER" | "BACKUP" | undefined;
  interface: string | undefined;
  virtualRouterId: number | undefined;
  version: 2 | 3 | undefined;
  family: Family | undefined;
  priority: number | undefined;
  advertMs: number | undefined;
  authentication: AuthenticationDraft | undefined;
  /** Some unicast keyword was written. */
  unicast: boolean;
  readonly unicastPeers: UnicastPeer[];
  sourceAddress: string | undefined;
  mcastGroup: string | undefined;
  readonly virtualAddresses: VirtualAddress[];
  readonly excludedAddresses: VirtualAddress[];
  nopreempt: boolean;
  preemptDelayMs: number;
  readonly garp: GarpDraft;
  downTimerAdverts: number;
  higherPrioSendAdvert: boolean | undefined;
  lowerPrioNoAdvert: boolean | undefined;
  accept: boolean | undefined;
  strict: boolean | undefined;
  useVmac: boolean;
  dontTrackPrimary: boolean;
  readonly tracked: Tracked;
  readonly notify: NotifyDraft;
  readonly writtenAt: Map<string, Written>;
}

/** An instance before its first line. Some settings are those that global_defs has at this place of the file. */
export function presetInstance(name: string, place: Place, global: GlobalDraft): InstanceDraft {
  return {
    name,
    place,
    state: undefined,
    interface: undefined,
    virtualRouterId: undefined,
    version: undefined,
    family: undefined,
    priority: undefined,
    advertMs: undefined,
    authentication: undefined,
    unicast: false,
    unicastPeers: [],
    sourceAddress: undefined,
    mcastGroup: undefined,
    virtualAddresses: [],
    excludedAddresses: [],
    nopreempt: false,
    preemptDelayMs: 0,
    garp: { ...global.garp, lowerPrioDelayMs: undefined, lowerPrioRepeat: undefined },
    downTimerAdverts: global.downTimerAdverts,
    higherPrioSendAdvert: undefined,
    lowerPrioNoAdvert: undefined,
    accept: undefined,
    strict: undefined,
    useVmac: false,
    dontTrackPrimary: false,
    tracked: presetTracked(),
    notify: { ...presetNotify },
    writtenAt: new Map(),
  };
}
