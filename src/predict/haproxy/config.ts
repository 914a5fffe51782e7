import type { Place, Written, WrittenAt } from "../source-text.ts";
import type { HealthRule } from "./health-rule.ts";
import type { Section } from "./section.ts";
import type { CheckKind, Server } from "./server-config.ts";

/** The branches of HAProxy that differ in what they read or assume. */
export type HaproxyVersion = "2.4" | "2.6" | "2.8" | "3.0" | "3.1" | "3.2" | "3.3";

export type ProxyMode = "tcp" | "http" | "log" | "spop" | "health";

/** haproxy.cfg as HAProxy understands it: conditions evaluated, variables filled in, defaults inherited. */
export interface HaproxyConfig {
  readonly version: HaproxyVersion;
  readonly global: HaproxyGlobal;
  /** listen, frontend and backend sections in the order of the files. */
  readonly proxies: readonly Proxy[];
  readonly peers: readonly PeersSection[];
  /** Everything as written, also what this reader does not know; `defaults` sections too. */
  readonly sections: readonly Section[];
  /** What the file says of itself and what HAProxy would warn about, in order. */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly severity: "notice" | "warning";
  readonly text: string;
  readonly place: Place;
}

/** The process as a whole. Times in ms. */
export interface HaproxyGlobal {
  readonly masterWorker: boolean;
  /** `master-worker no-exit-on-failure`: the other workers live on when one dies. */
  readonly noExitOnFailure: boolean;
  readonly daemon: boolean;
  /** Undefined: an old worker lives until its last connection ends. */
  readonly hardStopAfterMs: number | undefined;
  readonly graceMs: number | undefined;
  readonly closeSpreadTimeMs: number | undefined;
  /** Percent by which each interval between checks is varied, both ways. */
  readonly spreadChecksPercent: number;
  readonly maxSpreadChecksMs: number | undefined;
  readonly maxChecksPerThread: number | undefined;
  readonly maxconn: number | undefined;
  readonly threads: number | undefined;
  readonly statsSockets: readonly StatsSocket[];
  /** Some stats socket hands its listeners to a new process at reload: no connection is refused. */
  readonly exposesListeners: boolean;
  readonly serverStateFile: string | undefined;
  readonly localPeer: string | undefined;
  readonly externalCheck: boolean;
  readonly node: string | undefined;
  readonly writtenAt: WrittenAt;
}

export interface StatsSocket {
  readonly address: string;
  readonly level: "user" | "operator" | "admin";
  readonly exposeFdListeners: boolean;
  readonly place: Place;
}

/** `timeout …` in ms. Undefined: not written or 0, which means that it never fires. */
export interface ProxyTimeouts {
  readonly connectMs?: number | undefined;
  readonly clientMs?: number | undefined;
  readonly serverMs?: number | undefined;
  /** Undefined: a check has its server's `inter` for everything. */
  readonly checkMs?: number | undefined;
  /** `timeout connect` where not written. */
  readonly queueMs?: number | undefined;
  /** `timeout connect` where not written. */
  readonly tarpitMs?: number | undefined;
  readonly tunnelMs?: number | undefined;
  readonly clientFinMs?: number | undefined;
  readonly serverFinMs?: number | undefined;
  readonly httpRequestMs?: number | undefined;
  readonly httpKeepAliveMs?: number | undefined;
}

/** `option redispatch N`: n > 0 at every n-th retry, n < 0 at the n-th from the last. Without N it is −1. */
export interface Redispatch {
  readonly interval: number;
}

/** How a proxy's servers are checked, where they are. */
export interface ProxyHealth {
  readonly kind: CheckKind;
  /** "GET /health", "connect port 9998 ssl", "expect status 200" …: the steps in order. */
  readonly rules: readonly HealthRule[];
  readonly logHealthChecks: boolean;
  /** `http-check disable-on-404`. */
  readonly disableOn404: boolean;
  /** `external-check command`. */
  readonly command: string | undefined;
}

/** A listen, frontend or backend section with its defaults section resolved into it. */
export interface Proxy {
  readonly kind: "listen" | "frontend" | "backend";
  readonly name: string;
  readonly mode: ProxyMode;
  /** `disabled`: it neither listens nor serves. */
  readonly disabled: boolean;
  /** The name after `from`, or that of the last defaults section before it, if it has one. */
  readonly defaultsName: string | undefined;
  readonly binds: readonly Bind[];
  readonly maxconn: number | undefined;
  readonly backlog: number | undefined;
  readonly timeouts: ProxyTimeouts;
  /** Connection attempts after the first one to a server. */
  readonly retries: number;
  /** Undefined: a connection stays with its dead server until the retries are used up. */
  readonly redispatch: Redispatch | undefined;
  readonly retryOn: readonly string[];
  /** Algorithm and its arguments: "roundrobin", "hdr(Host)", "hash path". */
  readonly balance: string;
  /** `hash-type`, where written. */
  readonly hashType: string | undefined;
  /** `option allbackups`: all backup servers share the load when no active one is left. */
  readonly allBackups: boolean;
  readonly abortOnClose: boolean;
  /** Every `option X` and `no option X` in force, by name. */
  readonly options: Readonly<Partial<Record<string, ProxyOption>>>;
  readonly defaultBackend: Written | undefined;
  readonly useBackends: readonly UseBackend[];
  readonly health: ProxyHealth;
  readonly servers: readonly Server[];
  readonly stickTable: StickTable | undefined;
  /** `stick on|match|store-request|store-response` rules as written. */
  readonly stickRules: readonly Written[];
  /** `cookie NAME …` as written: clients stick to a server by it. */
  readonly cookie: Written | undefined;
  readonly loadServerState: "global" | "local" | "none";
  readonly place: Place;
  readonly writtenAt: WrittenAt;
}

export interface ProxyOption {
  readonly on: boolean;
  readonly arguments: readonly string[];
  readonly place: Place;
}

/** One address on which a proxy listens; `bind a:1,b:2` makes two. */
export interface Bind {
  /** "*" for all IPv4 addresses; a path for a unix socket. */
  readonly address: string;
  /** First and last port; undefined for sockets without ports. */
  readonly ports: readonly [first: number, last: number] | undefined;
  readonly tls: boolean;
  readonly acceptProxy: boolean;
  readonly transparent: boolean;
  readonly place: Place;
}

export interface UseBackend {
  /** The name as written, which may be a log-format expression. */
  readonly name: string;
  readonly dynamic: boolean;
  /** "if { … }" or "unless …"; undefined: always. */
  readonly condition: string | undefined;
  readonly place: Place;
}

/** A stick table. Times in ms. */
export interface StickTable {
  readonly type: string;
  readonly size: number;
  readonly expireMs: number | undefined;
  readonly peers: string | undefined;
  readonly stores: readonly string[];
  readonly noPurge: boolean;
  readonly place: Place;
}

/** Who shares stick tables with whom. */
export interface PeersSection {
  readonly name: string;
  readonly disabled: boolean;
  readonly peers: readonly Peer[];
  readonly place: Place;
}

export interface Peer {
  readonly name: string;
  /** Undefined for the local one, which a `bind` line describes. */
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly place: Place;
}
