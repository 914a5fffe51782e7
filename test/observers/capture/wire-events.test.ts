import { describe, expect, test } from "vitest";
import { ClientConnections } from "../../../src/observers/capture/client-connections.ts";
import { eventsOf } from "../../../src/observers/capture/wire-events.ts";
import { instant } from "../../../src/timeline/clock.ts";
import { arp, client, clientMac, ethernet, lb1, tcp, vip, vrrp } from "./frames.ts";

const at = instant(7, 7.1);
const addresses = new Set([vip]);
const read = (bytes: Buffer): readonly unknown[] => eventsOf(bytes, at, { addresses });

describe("a captured frame becomes", () => {
  test("an advertisement with its source and its stamp", () => {
    expect(read(vrrp({ version: 3, interval: 50, priority: 101 }))).toEqual([
      { kind: "advert", source: "10.9.0.11", version: 3, routerId: 51, priority: 101, intervalMs: 500, at },
    ]);
  });

  test("gratuitous ARP about a VIP, with the hardware address that now has it", () => {
    expect(read(arp({ sender: lb1 }))).toEqual([
      { kind: "arp", operation: "request", gratuitous: true, address: vip, mac: lb1, at },
    ]);
  });

  test("a question for a VIP and its answer, with the one who asks and the one who has it", () => {
    const question = arp({ sender: clientMac, says: client, about: vip });
    expect(read(question)).toMatchObject([
      { operation: "request", gratuitous: false, address: vip, mac: clientMac },
    ]);
    const answer = arp({ operation: 2, sender: lb1, says: vip, about: client });
    expect(read(answer)).toMatchObject([{ operation: "reply", gratuitous: false, address: vip, mac: lb1 }]);
  });

  test("nothing where ARP is about another address, or the frame about something else", () => {
    expect(read(arp({ says: client, about: "10.9.0.51" }))).toEqual([]);
    expect(read(ethernet(0x86dd, Buffer.alloc(50)))).toEqual([]);
    expect(read(Buffer.alloc(0))).toEqual([]);
  });

  test("what the follower of connections makes of it, where there is one", () => {
    const connections = new ClientConnections("client", addresses);
    const answer = { source: vip, target: client, ports: [5696, 40_000], flags: "SA", from: lb1 } as const;
    expect(eventsOf(tcp(), at, { addresses, connections })).toEqual([]);
    expect(eventsOf(tcp(answer), at, { addresses, connections })).toMatchObject([{ kind: "connection" }]);
    expect(read(tcp(answer))).toEqual([]);
  });
});
