import type { Place, WrittenAt } from "../source-text.ts";

/** What HAProxy does with a server that traffic (`observe`) has found bad. */
export type OnError = "fastinter" | "fail-check" | "sudden-death" | "mark-down";

/**
 * What a health check speaks: "tcp" only connects, "tcp-check" and "http" follow the proxy's rules, the others have
 * rules built in, "external" runs a command.
 */
export type CheckKind =
  | "tcp"
  | "tcp-check"
  | "http"
  | "ssl-hello"
  | "smtp"
  | "ldap"
  | "mysql"
  | "pgsql"
  | "redis"
  | "spop"
  | "external";

/** A health check as HAProxy runs it, every default resolved. Times in ms. */
export interface ServerCheck {
  readonly kind: CheckKind;
  /** Where the check connects unless a step says otherwise: `addr`, or the server's own address. */
  readonly address: string;
  /** `port`, the port in `addr`, or the server's own; undefined where only the steps say it. */
  readonly port: number | undefined;
  /**
   * No connection of the check goes where the traffic goes: a dead service there is never noticed. The connections
   * are the "connect" steps in the proxy's `health.rules`; without any there is one, to `address` and `port`.
   */
  readonly elsewhere: boolean;
  /** The first connection is encrypted: `check-ssl`, or the server's `ssl` where neither port nor addr is written. */
  readonly tls: boolean;
  readonly interMs: number;
  /** Undefined: `inter` is used. */
  readonly fastinterMs?: number | undefined;
  /** Undefined: `inter` is used. */
  readonly downinterMs?: number | undefined;
  readonly fall: number;
  readonly rise: number;
  readonly sendProxy: boolean;
}

/** The auxiliary agent check; its fall and rise are 1. */
export interface AgentCheck {
  readonly address: string;
  /** `agent-port`, or `port`. */
  readonly port: number;
  /** `agent-inter`, 2000 where not written (it does not follow `inter`). */
  readonly interMs: number;
}

/** Watching live traffic for faults, `observe`. */
interface Observe {
  readonly layer: "layer4" | "layer7";
  readonly errorLimit: number;
  readonly onError: OnError;
}

/** One server of a proxy: as its line, its default-server and its `defaults` section add up. */
export interface Server {
  readonly name: string;
  /** The proxy and the server: "kmip_backend/kms1". */
  readonly id: string;
  /** As written, without family prefix: an IP, a host name, a path (unix@…). The port is in `port`. */
  readonly address: string;
  /** Undefined where the line gives none or an offset (+1): the client's own destination port is used. */
  readonly port: number | undefined;
  /** Undefined: no health check (none written, `no-check`). It may still track another server. */
  readonly check: ServerCheck | undefined;
  readonly agent: AgentCheck | undefined;
  readonly observe: Observe | undefined;
  readonly onMarkedDown: "nothing" | "shutdown-sessions";
  readonly onMarkedUp: "nothing" | "shutdown-backup-sessions";
  readonly backup: boolean;
  /** Starts in maintenance. */
  readonly disabled: boolean;
  /** "backend/server" whose state this one copies instead of checking by itself. */
  readonly track: string | undefined;
  readonly weight: number;
  /** In whole seconds: HAProxy rounds up. */
  readonly slowstartMs: number;
  /** 0: unlimited. */
  readonly maxconn: number;
  readonly minconn: number;
  readonly maxqueue: number;
  /** Traffic to the server is encrypted. */
  readonly tls: boolean;
  readonly sendProxy: boolean;
  readonly cookie: string | undefined;
  /** Resolvers section that renews the address at run time. */
  readonly resolvers: string | undefined;
  /** `init-state` (3.1 and later); undefined where not written: "up". */
  readonly initState: string | undefined;
  /** The line of the server, or of its `server-template`. */
  readonly place: Place;
  readonly writtenAt: WrittenAt;
}
