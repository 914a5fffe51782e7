import type { At, Instant } from "./clock.ts";
import type { FaultPlan } from "./fault-plan.ts";

/** What became of one client operation. `wrong` is an answer that should not have been given. */
export type Outcome =
  | "ok"
  | "refused"
  | "reset"
  | "timeout"
  | "unreachable"
  | "closed"
  | "wrong"
  | "server-error"
  | "stale"
  | "indeterminate";

/** How a client probe uses its connections; named in every figure that is taken with it. */
export type ClientClass = "new-connection" | "new-client" | "kept-alive" | "stream" | "in-flight" | "write";

/** A client probe says what it is before its first sample. */
export interface ProbeEvent {
  readonly kind: "probe";
  readonly probe: string;
  readonly clientClass: ClientClass;
  /** What one operation does, in words: "TCP connect to the VIP, port 5696". */
  readonly journey: string;
  readonly everyMs: number;
  readonly deadlineMs: number;
  readonly at: At;
}

/** One operation of a client probe. `scheduledAt` is t0 + k·everyMs; `sentAt − scheduledAt` is the sender's own lag. */
export interface SampleEvent {
  readonly kind: "sample";
  readonly probe: string;
  readonly scheduledAt: At;
  readonly sentAt: At;
  readonly doneAt: At;
  readonly outcome: Outcome;
  /** Which node answered, where the journey can tell. */
  readonly servedBy?: string;
  readonly detail?: string;
}

/**
 * A write that a client probe has sent, once it is known what became of it. `acknowledged`: the service said that it is
 * done. `unknown`: no answer, or an error; it may have been done or not. What was never sent is no write.
 */
export interface WriteEvent {
  readonly kind: "write";
  readonly probe: string;
  /** Unique in the lab. */
  readonly id: string;
  readonly effect: "acknowledged" | "unknown";
  /** Which node answered, where one did. */
  readonly servedBy?: string;
  readonly sentAt: At;
  readonly at: At;
}

/** A write was looked for after the heal; asked at `at`. `found`: how often it is there; absent where nobody could tell. */
export interface ReadBackEvent {
  readonly kind: "read-back";
  readonly probe: string;
  readonly id: string;
  readonly found?: number;
  readonly at: At;
}

/** An address appeared on, or left, an interface of a host (the kernel's own notification). */
export interface AddressEvent {
  readonly kind: "address";
  readonly host: string;
  readonly address: string;
  readonly held: boolean;
  readonly at: Instant;
}

/** `GONE`: it is in no list any more. */
export type ServerState = "UP" | "DOWN" | "MAINT" | "DRAIN" | "GONE";

/** One balancer's view of one server changed (or is stated for the first time). */
export interface ServerEvent {
  readonly kind: "server";
  readonly balancer: string;
  readonly backend: string;
  readonly server: string;
  readonly state: ServerState;
  readonly at: Instant;
}

/** A health check of HAProxy ended. `health` counts from 0 (down) to rise+fall−1 (up and full). */
export interface CheckEvent {
  readonly kind: "check";
  readonly balancer: string;
  readonly backend: string;
  readonly server: string;
  readonly passed: boolean;
  readonly status: string;
  readonly health: number;
  readonly durationMs?: number;
  readonly at: Instant;
}

export type VrrpState = "MASTER" | "BACKUP" | "FAULT" | "STOP";

/**
 * What a member of a replicated database is. primary: its server takes writes. standby: the primary streams to it. lock: the lease
 * store has it as the leader. synchronous: the lease store lets it inherit, because no commit is acknowledged without it.
 * in-rotation: a balancer sends clients to it.
 */
export type MemberAspect = "primary" | "standby" | "lock" | "synchronous" | "in-rotation";

/** One aspect of a member of a replicated database changed, as one vantage point has it. */
export interface MemberEvent {
  readonly kind: "member";
  readonly member: string;
  readonly aspect: MemberAspect;
  readonly holds: boolean;
  /** The host in which it was seen. */
  readonly host: string;
  readonly at: Instant;
}

/** keepalived said that it entered a state. */
export interface VrrpEvent {
  readonly kind: "vrrp";
  readonly host: string;
  readonly instance: string;
  readonly state: VrrpState;
  readonly at: Instant;
}

/** A VRRP advertisement seen on the wire, with the kernel's time stamp. */
export interface AdvertEvent {
  readonly kind: "advert";
  readonly source: string;
  readonly version: 2 | 3;
  readonly routerId: number;
  readonly priority: number;
  /** Advertised interval in milliseconds. */
  readonly intervalMs: number;
  readonly at: Instant;
}

/** An ARP packet about a VIP seen on the wire. `gratuitous`: sender and target address are the same. */
export interface ArpEvent {
  readonly kind: "arp";
  readonly operation: "request" | "reply";
  readonly gratuitous: boolean;
  readonly address: string;
  readonly mac: string;
  readonly at: Instant;
}

/**
 * A TCP connection as a capture in `host` saw it. Of a balancer's health checks each is recorded, when it is over; of clients only
 * those at which something changed, with the first after the capture was asked to tell everything anew.
 */
export interface ConnectionEvent {
  readonly kind: "connection";
  readonly host: string;
  readonly purpose: "client" | "check";
  /** The address that opened it. */
  readonly client: string;
  readonly address: string;
  readonly port: number;
  /** Hardware address that the SYN was sent to: what the opener's ARP cache held. */
  readonly sentTo: string;
  /** The first answer to the SYN. Silence is told when 200 ms have passed (of a check: 5 s), with the instant of the SYN. */
  readonly outcome: "accepted" | "refused" | "silence";
  readonly answeredBy?: string;
  readonly answeredAt?: Instant;
  /** The opener sent its first bytes. */
  readonly askedAt?: Instant;
  /** The other side sent its first bytes, and which HTTP status they begin with. */
  readonly dataAt?: Instant;
  readonly status?: number;
  /** The opener closed it, or a reset came. */
  readonly endedAt?: Instant;
  /** When the SYN was sent. */
  readonly at: Instant;
}

/** The container engine reported an action on a host. */
export interface EngineEvent {
  readonly kind: "engine";
  readonly host: string;
  readonly action: string;
  readonly at: Instant;
}

/**
 * A fault was injected or healed. It was in force (gone) at some instant inside `at`: after the call and before the
 * witness. `witnessed` is false where no witness came: such a trial is inconclusive.
 */
export interface FaultEvent {
  readonly kind: "fault";
  readonly phase: "inject" | "heal";
  readonly plan: FaultPlan;
  readonly at: Instant;
  readonly witnessed: boolean;
  /** What the witness saw, in words: "nft counter at 14 packets", "no process haproxy left". */
  readonly witness: string;
}

/** A landmark of the trial itself. */
export interface MarkEvent {
  readonly kind: "mark";
  readonly mark: "baseline-start" | "baseline-end" | "observed-until" | "steady-again";
  readonly at: At;
}

/** The harness noticed that an instrument could not be trusted for a while. */
export interface DisturbanceEvent {
  readonly kind: "disturbance";
  readonly what: "clock-step" | "harness-stalled" | "observer-lost" | "prober-stalled" | "starved";
  /** The host that the instrument sat in, where it is not the harness itself. */
  readonly host?: string;
  /** The probe whose sender it was, for prober-stalled. */
  readonly probe?: string;
  readonly detail: string;
  readonly at: Instant;
}

/** Something a program wrote that explains what happened; never judged. */
export interface LogEvent {
  readonly kind: "log";
  readonly host: string;
  readonly program: string;
  readonly text: string;
  readonly at: Instant;
}

/** One line of a trial's recording. Plain data: written as JSON lines, read back without loss. */
export type TimelineEvent =
  | ProbeEvent
  | SampleEvent
  | WriteEvent
  | ReadBackEvent
  | AddressEvent
  | ServerEvent
  | CheckEvent
  | MemberEvent
  | VrrpEvent
  | AdvertEvent
  | ArpEvent
  | ConnectionEvent
  | EngineEvent
  | FaultEvent
  | MarkEvent
  | DisturbanceEvent
  | LogEvent;

export type EventOf<Kind extends TimelineEvent["kind"]> = Extract<TimelineEvent, { kind: Kind }>;
