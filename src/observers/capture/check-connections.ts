import type { At, Instant } from "../../timeline/clock.ts";
import type { ConnectionEvent } from "../../timeline/events.ts";
import type { TcpPacket } from "./decode.ts";
import type { Connections } from "./wire-events.ts";

/** A connection of which nothing came for this long is over, in milliseconds: one that timed out before it stood leaves no trace. */
const staleAfterMs = 5_000;

/** The first line of a check's request. HAProxy asks with HTTP/1.0 unless told otherwise; clients hardly ever do. */
const checkRequest = /^[A-Z]+ \S+ HTTP\/1\.0\r\n/;
const answerStatus = /^HTTP\/1\.[01] (\d{3}) /;

type Growing = { -readonly [Key in keyof ConnectionEvent]: ConnectionEvent[Key] };

interface Open {
  readonly event: Growing;
  isCheck: boolean;
  seenAt: At;
}

export interface CheckedPorts {
  /** The ports that health checks connect to. */
  readonly ports: readonly number[];
  /**
   * Nothing but checks goes to these ports. Otherwise only what asks as a check does is told of, and connections on which
   * nothing was ever asked (refused ones, silent ones) are not.
   */
  readonly onlyChecks: boolean;
}

/** Follows the connections that a balancer opens to its servers' ports, and tells of each health check when it is over. */
export class CheckConnections implements Connections {
  readonly #host: string;
  readonly #ownAddress: string;
  readonly #checked: CheckedPorts;
  readonly #open = new Map<string, Open>();

  constructor(host: string, ownAddress: string, checked: CheckedPorts) {
    this.#host = host;
    this.#ownAddress = ownAddress;
    this.#checked = checked;
  }

  take(packet: TcpPacket, at: Instant): readonly ConnectionEvent[] {
    const stale = this.#overdueAt(at.notBefore);
    const { source, target, segment } = packet;
    if (source === this.#ownAddress && this.#checked.ports.includes(segment.targetPort)) {
      return [...stale, ...this.#said(`${segment.sourcePort} ${target} ${segment.targetPort}`, packet, at)];
    }
    if (target === this.#ownAddress && this.#checked.ports.includes(segment.sourcePort)) {
      return [...stale, ...this.#heard(`${segment.targetPort} ${source} ${segment.sourcePort}`, packet, at)];
    }
    return stale;
  }

  /** What was given up without a trace by this time. */
  #overdueAt(now: At): readonly ConnectionEvent[] {
    const events: ConnectionEvent[] = [];
    for (const [key, open] of this.#open) {
      if (now - open.seenAt < staleAfterMs) break;
      events.push(...this.#over(key, open));
    }
    return events;
  }

  /** The balancer speaks. */
  #said(key: string, packet: TcpPacket, at: Instant): readonly ConnectionEvent[] {
    const { syn, ack, fin, rst, dataLength, data } = packet.segment;
    if (syn && !ack && !this.#open.has(key)) this.#open.set(key, this.#begun(packet, at));
    const open = this.#seen(key, at);
    if (open === undefined) return [];
    if (dataLength > 0 && open.event.askedAt === undefined) {
      open.event.askedAt = at;
      open.isCheck ||= checkRequest.test(data.toString("latin1"));
    }
    if (!fin && !rst) return [];
    open.event.endedAt = at;
    return this.#over(key, open);
  }

  /** The server answers. */
  #heard(key: string, packet: TcpPacket, at: Instant): readonly ConnectionEvent[] {
    const open = this.#seen(key, at);
    if (open === undefined) return [];
    const { event } = open;
    const { syn, rst, dataLength, data } = packet.segment;
    if ((syn || rst) && event.answeredAt === undefined) {
      event.answeredAt = at;
      event.answeredBy = packet.sourceMac;
      event.outcome = rst ? "refused" : "accepted";
    }
    if (dataLength > 0 && event.dataAt === undefined) {
      event.dataAt = at;
      const status = answerStatus.exec(data.toString("latin1"))?.[1];
      if (status !== undefined) event.status = Number(status);
    }
    if (!rst) return [];
    event.endedAt = at;
    return this.#over(key, open);
  }

  #begun({ source, target, targetMac, segment }: TcpPacket, at: Instant): Open {
    return {
      event: {
        kind: "connection",
        host: this.#host,
        purpose: "check",
        client: source,
        address: target,
        port: segment.targetPort,
        sentTo: targetMac,
        outcome: "silence",
        at,
      },
      isCheck: this.#checked.onlyChecks,
      seenAt: at.notBefore,
    };
  }

  /** Moves a connection to the end of the queue of those that may grow stale. */
  #seen(key: string, at: Instant): Open | undefined {
    const open = this.#open.get(key);
    if (open === undefined) return undefined;
    open.seenAt = at.notBefore;
    this.#open.delete(key);
    this.#open.set(key, open);
    return open;
  }

  #over(key: string, { event, isCheck }: Open): readonly ConnectionEvent[] {
    this.#open.delete(key);
    return isCheck ? [event] : [];
  }
}
