import type { Instant } from "../../timeline/clock.ts";
import type { ConnectionEvent, TimelineEvent } from "../../timeline/events.ts";
import { decode } from "./decode.ts";
import type { TcpPacket } from "./decode.ts";

/** Follows TCP connections, and tells of those that matter. */
export interface Connections {
  take(packet: TcpPacket, at: Instant): readonly ConnectionEvent[];
  /** From here on everything is told again once, where not all is told anyway. */
  forget?(): void;
}

/** What one vantage point makes of a packet. */
export interface Reading {
  /** Addresses whose ARP is of interest: the VIPs. */
  readonly addresses: ReadonlySet<string>;
  readonly connections?: Connections;
}

/** The events that a captured frame gives rise to: mostly none. */
export function eventsOf(
  bytes: Buffer,
  at: Instant,
  { addresses, connections }: Reading,
): readonly TimelineEvent[] {
  const decoded = decode(bytes);
  switch (decoded?.kind) {
    case "tcp":
      return connections?.take(decoded, at) ?? [];
    case "advert":
      return [{ kind: "advert", source: decoded.source, ...decoded.advert, at }];
    case "arp": {
      const { operation, gratuitous, senderAddress, senderMac: mac, targetAddress } = decoded.arp;
      const address = operation === "request" ? targetAddress : senderAddress;
      return addresses.has(address) ? [{ kind: "arp", operation, gratuitous, address, mac, at }] : [];
    }
    case undefined:
      return [];
  }
}
