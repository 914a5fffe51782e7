import type { Place, WrittenAt } from "../source-text.ts";
import type { Block } from "./block.ts";
import type { VrrpInstance } from "./instance-config.ts";

/** keepalived.conf as keepalived understands it on one host: definitions filled in, defaults resolved. */
export interface KeepalivedConfig {
  /** "2.2.7": the release whose rules were applied. */
  readonly version: string;
  readonly globalDefs: GlobalDefs;
  readonly scripts: readonly VrrpScript[];
  readonly trackFiles: readonly TrackFile[];
  readonly trackProcesses: readonly TrackProcess[];
  readonly instances: readonly VrrpInstance[];
  readonly syncGroups: readonly SyncGroup[];
  readonly virtualServers: readonly VirtualServer[];
  /** Everything as written, also what this reader does not know. */
  readonly blocks: readonly Block[];
  /** What keepalived would complain about and read on, in order. */
  readonly warnings: readonly Warning[];
}

/** keepalived says it in its log, keeps going, and `keepalived -t` exits with a code other than 0. */
export interface Warning {
  readonly text: string;
  readonly place: Place;
}

/** `global_defs`: what governs every instance. Times in ms. */
export interface GlobalDefs {
  readonly routerId: string | undefined;
  readonly vrrpVersion: 2 | 3;
  readonly startupDelayMs: number;
  readonly downTimerAdverts: number;
  readonly higherPrioSendAdvert: boolean;
  readonly lowerPrioNoAdvert: boolean;
  readonly strict: boolean;
  /** GARP settings that an instance takes where it has none of its own and stands further down the file. */
  readonly garp: Garp;
  readonly mcastGroup4: string;
  readonly mcastGroup6: string;
  readonly enableScriptSecurity: boolean;
  readonly scriptUser: string | undefined;
  readonly dynamicInterfaces: boolean;
  /** `vrrp_priority`: the niceness of the process. */
  readonly processPriority: number | undefined;
  /** `vrrp_rt_priority`. */
  readonly realtimePriority: number | undefined;
  readonly notifyFifo: string | undefined;
  readonly writtenAt: WrittenAt;
}

/** Gratuitous ARP: how often an address is announced. Times in ms; `refreshMs` 0 means never again. */
export interface Garp {
  readonly delayMs: number;
  readonly repeat: number;
  readonly refreshMs: number;
  readonly refreshRepeat: number;
  readonly lowerPrioDelayMs: number;
  readonly lowerPrioRepeat: number;
  /** Between two of them on one interface. */
  readonly intervalMs: number;
}

/** `vrrp_script`, times in ms as the release in force uses them. */
export interface VrrpScript {
  readonly name: string;
  /** The command line, credentials masked: what stands in the quotes, or the first word without them. */
  readonly script: string | undefined;
  readonly intervalMs: number;
  /** `interval` where not written. */
  readonly timeoutMs: number;
  readonly weight: number;
  /** `weight … reverse`: success and failure change places. */
  readonly reverse: boolean;
  readonly rise: number;
  readonly fall: number;
  /**
   * As written. keepalived 2.2.7 forgets it for every script that is tracked: `alloc_track_script`
   * (vrrp/vrrp_track.c) sets the script's first state anew.
   */
  readonly initFail: boolean;
  readonly user: string | undefined;
  /** keepalived drops a script that has no command; an instance cannot track it. */
  readonly usable: boolean;
  readonly place: Place;
  readonly writtenAt: WrittenAt;
}

/** `track_file`: an instance's priority follows the number in a file, times the weight. */
export interface TrackFile {
  readonly name: string;
  readonly file: string | undefined;
  /** 1 where not written; 0: a number other than 0 in the file is a FAULT. */
  readonly weight: number;
  readonly reverse: boolean;
  readonly place: Place;
}

/** `vrrp_track_process`. Times in ms. */
export interface TrackProcess {
  readonly name: string;
  /** The path or name of the process, and its parameters. */
  readonly process: string | undefined;
  readonly weight: number;
  readonly reverse: boolean;
  readonly quorum: number;
  readonly quorumMax: number | undefined;
  /** For so long the loss of quorum is borne before it counts. */
  readonly terminateDelayMs: number;
  /** For so long quorum must last before it counts. */
  readonly forkDelayMs: number;
  readonly fullCommand: boolean;
  readonly place: Place;
}

/** `vrrp_sync_group`: its instances change state together. */
export interface SyncGroup {
  readonly name: string;
  /** Those that exist and belong to no group before it. */
  readonly members: readonly string[];
  /** `sync_group_tracking_weight`: members may track with weights. */
  readonly trackingWeight: boolean;
  readonly trackScripts: readonly TrackRef[];
  readonly trackInterfaces: readonly TrackRef[];
  readonly trackFiles: readonly TrackRef[];
  readonly trackProcesses: readonly TrackRef[];
  readonly trackBfd: readonly TrackRef[];
  readonly notify: Notify;
  readonly place: Place;
}

/** One thing that an instance or group tracks, with the weight in force there. */
export interface TrackRef {
  readonly name: string;
  /** 0: its failure is a FAULT. Otherwise it changes the priority. */
  readonly weight: number;
  readonly reverse: boolean;
  readonly place: Place;
}

/** The commands that are run on transitions, credentials masked. */
export interface Notify {
  readonly master: string | undefined;
  readonly backup: string | undefined;
  readonly fault: string | undefined;
  readonly stop: string | undefined;
  readonly any: string | undefined;
  /** `smtp_alert`. */
  readonly smtp: boolean;
}

/** An LVS service of the same file: kept because a VIP in front of it fails over with it. */
export interface VirtualServer {
  /** The words after the keyword: "192.0.2.1 443", "group NAME" or "fwmark N". */
  readonly address: string;
  /** 60 s where not written. */
  readonly delayLoopMs: number;
  readonly realServers: readonly RealServer[];
  readonly place: Place;
}

export interface RealServer {
  readonly address: string;
  readonly weight: number;
  readonly place: Place;
}
