import type { At, Instant } from "../../timeline/clock.ts";
import type { ConnectionEvent } from "../../timeline/events.ts";
import type { TcpPacket } from "./decode.ts";
import type { Connections } from "./wire-events.ts";

/** After this a SYN counts as unanswered, in milliseconds: a kernel on the same network answers in less than one. */
const silentAfterMs = 200;

/** A SYN that was not answered yet. */
interface Attempt {
  readonly client: string;
  readonly address: string;
  readonly port: number;
  readonly sentTo: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

type Answer = Pick<ConnectionEvent, "outcome" | "answeredBy" | "answeredAt">;

/**
 * Follows new connections to some addresses, and tells only of those at which something changed: clients open hundreds a
 * second. A change is another outcome, another machine that answers, or another one that the client asks (its ARP cache).
 */
export class ClientConnections implements Connections {
  readonly #host: string;
  readonly #addresses: ReadonlySet<string>;
  readonly #waiting = new Map<string, Attempt>();
  /** By client and service: what was told last, and when the latest answered SYN was sent. */
  readonly #told = new Map<string, { what: string; answeredFrom: At }>();

  /** @param host in which the capture sits */
  constructor(host: string, addresses: Iterable<string>) {
    this.#host = host;
    this.#addresses = new Set(addresses);
  }

  /** From here on everything is told again once. */
  forget(): void {
    for (const told of this.#told.values()) told.what = "";
  }

  take(packet: TcpPacket, at: Instant): readonly ConnectionEvent[] {
    const silent = this.#overdueAt(at.notBefore);
    const { source, target, segment } = packet;
    const { syn, ack, rst, sourcePort, targetPort } = segment;
    if (syn && !ack && this.#addresses.has(target)) {
      this.#attempt(`${source} ${sourcePort} ${target} ${targetPort}`, packet, at);
    } else if ((rst || syn) && this.#addresses.has(source)) {
      const key = `${target} ${targetPort} ${source} ${sourcePort}`;
      const attempt = this.#waiting.get(key);
      if (attempt === undefined) return silent;
      this.#waiting.delete(key);
      const outcome = rst ? "refused" : "accepted";
      return [...silent, ...this.#tell(attempt, { outcome, answeredBy: packet.sourceMac, answeredAt: at })];
    }
    return silent;
  }

  /** What turns out to be unanswered at this time. Nothing is told of a SYN that is older than one that was answered. */
  #overdueAt(now: At): readonly ConnectionEvent[] {
    const events: ConnectionEvent[] = [];
    for (const [key, attempt] of this.#waiting) {
      if (now - attempt.firstAt.notAfter < silentAfterMs) break;
      this.#waiting.delete(key);
      const answeredFrom = this.#told.get(serviceOf(attempt))?.answeredFrom ?? -Infinity;
      if (attempt.firstAt.notBefore > answeredFrom)
        events.push(...this.#tell(attempt, { outcome: "silence" }));
    }
    return events;
  }

  /** A SYN that is sent again keeps its place, and may go to another machine than the first time. */
  #attempt(key: string, { source, target, targetMac, segment }: TcpPacket, at: Instant): void {
    this.#waiting.set(key, {
      client: source,
      address: target,
      port: segment.targetPort,
      sentTo: targetMac,
      firstAt: this.#waiting.get(key)?.firstAt ?? at,
      lastAt: at,
    });
  }

  #tell(attempt: Attempt, answer: Answer): readonly ConnectionEvent[] {
    const { client, address, port, sentTo, firstAt, lastAt } = attempt;
    const service = serviceOf(attempt);
    const before = this.#told.get(service);
    const what = `${answer.outcome} ${sentTo} ${answer.answeredBy ?? ""}`;
    const silent = answer.outcome === "silence";
    const answeredFrom = silent ? (before?.answeredFrom ?? -Infinity) : lastAt.notBefore;
    this.#told.set(service, { what, answeredFrom });
    if (before?.what === what) return [];
    const at = silent ? firstAt : lastAt;
    const base = { kind: "connection", host: this.#host, purpose: "client" } as const;
    return [{ ...base, client, address, port, sentTo, at, ...answer }];
  }
}

function serviceOf({ client, address, port }: Pick<Attempt, "client" | "address" | "port">): string {
  return `${client} ${address} ${port}`;
}
