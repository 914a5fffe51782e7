import type { Place, WrittenAt } from "../source-text.ts";
import type { Garp, Notify, TrackRef } from "./config.ts";
import type { Family } from "./ip-address.ts";

/** `vrrp_instance`, defaults resolved as the release in force does. Times in ms. */
export interface VrrpInstance {
  readonly name: string;
  /** In force. It decides nothing about timing, but `MASTER` clears nopreempt and preempt_delay. */
  readonly state: "MASTER" | "BACKUP";
  readonly interface: string | undefined;
  readonly virtualRouterId: number;
  /** The protocol version in force. */
  readonly version: 2 | 3;
  /** Before any tracked weight; 100 where not written, 255 for `state MASTER` without one. */
  readonly basePriority: number;
  readonly advertInterval: AdvertInterval;
  readonly authentication: Authentication | undefined;
  readonly family: Family;
  /** Empty: the advertisements are multicast. */
  readonly unicastPeers: readonly UnicastPeer[];
  readonly sourceAddress: string | undefined;
  readonly virtualAddresses: readonly VirtualAddress[];
  /** `virtual_ipaddress_excluded`: moved with the others but not in the advertisement. */
  readonly excludedAddresses: readonly VirtualAddress[];
  /** In force: `nopreempt` of a `state MASTER` is cleared. */
  readonly nopreempt: boolean;
  /** In force: 0 where `state MASTER` or `nopreempt` cleared it. */
  readonly preemptDelayMs: number;
  readonly garp: Garp;
  readonly downTimerAdverts: number;
  readonly higherPrioSendAdvert: boolean;
  readonly lowerPrioNoAdvert: boolean;
  /** `accept`: it answers on its virtual addresses though it does not own them. */
  readonly acceptsVipTraffic: boolean;
  readonly strict: boolean;
  readonly useVmac: boolean;
  /** `dont_track_primary`: the loss of its own interface is no FAULT. */
  readonly dontTrackPrimary: boolean;
  /** In force, what its sync group tracks included; a script that was not defined above is not there. */
  readonly trackScripts: readonly TrackRef[];
  readonly trackInterfaces: readonly TrackRef[];
  readonly trackFiles: readonly TrackRef[];
  readonly trackProcesses: readonly TrackRef[];
  readonly trackBfd: readonly TrackRef[];
  /** The sync group that it belongs to. */
  readonly syncGroup: string | undefined;
  readonly notify: Notify;
  readonly place: Place;
  readonly writtenAt: WrittenAt;
}

/** Version 2 knows whole seconds only and rounds half up, at least 1; version 3 knows steps of 10 ms. */
interface AdvertInterval {
  /** As written, before any rounding; 1000 where not written. */
  readonly writtenMs: number;
  readonly inForceMs: number;
}

/** What of an `authentication` block is safe to know. The secret itself leaves the reader nowhere. */
export interface Authentication {
  /** Undefined: no auth_type, so there is no authentication whatever the password. */
  readonly type: "PASS" | "AH" | undefined;
  readonly hasPassword: boolean;
  /** keepalived uses the first 8 bytes of a longer one and says so only in its log. */
  readonly cutAtEight: boolean;
  /** keepalived leaves the block out: version 3 or strict mode, no type, no password, AH with IPv6. */
  readonly ignored: boolean;
  /** Whether two instances send the same 8 bytes. A function, so that no JSON and no message can hold the secret. */
  readonly sameSecretAs: (other: Authentication) => boolean;
  readonly place: Place;
}

export interface UnicastPeer {
  readonly address: string;
  readonly place: Place;
}

/** `192.0.2.7/24 brd … dev eth0 scope … label …`. */
export interface VirtualAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly family: Family;
  /** `dev`, or the instance's own interface. */
  readonly interface: string | undefined;
  readonly label: string | undefined;
  readonly place: Place;
}
