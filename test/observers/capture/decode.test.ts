import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { ClientConnections } from "../../../src/observers/capture/client-connections.ts";
import { decode } from "../../../src/observers/capture/decode.ts";
import type { Decoded } from "../../../src/observers/capture/decode.ts";
import { readPcap, wallMsOf } from "../../../src/observers/capture/pcap.ts";
import { instant } from "../../../src/timeline/clock.ts";
import { arp, client, clientMac, ethernet, ipv4, lb1, lb2, tagged, tcp, vip, vrrp } from "./frames.ts";

describe("an advertisement", () => {
  test("of version 2 tells its interval in seconds", () => {
    expect(decode(vrrp({ version: 2, priority: 102, interval: 1, source: "10.9.0.12" }))).toEqual({
      kind: "advert",
      source: "10.9.0.12",
      advert: { version: 2, routerId: 51, priority: 102, intervalMs: 1000 },
    });
  });

  test("of version 3 tells it in hundredths, in twelve bits: four reserved ones stand before", () => {
    expect(decode(vrrp({ version: 3, interval: 0xf000 | 50 }))).toMatchObject({
      advert: { version: 3, intervalMs: 500 },
    });
    expect(decode(vrrp({ version: 3, interval: 4095 }))).toMatchObject({ advert: { intervalMs: 40_950 } });
  });

  test("of priority 0 is a farewell, and told like any other", () => {
    expect(decode(vrrp({ priority: 0 }))).toMatchObject({ advert: { priority: 0 } });
  });

  test("of another version or type is none", () => {
    expect(decode(vrrp({ version: 4 }))).toBeUndefined();
    const frame = vrrp();
    frame.writeUInt8(0x22, 34);
    expect(decode(frame)).toBeUndefined();
  });
});

describe("ARP", () => {
  test("is gratuitous where sender and target address are the same", () => {
    expect(decode(arp({ sender: lb2 }))).toEqual({
      kind: "arp",
      arp: { operation: "request", senderMac: lb2, senderAddress: vip, targetAddress: vip, gratuitous: true },
    });
    expect(decode(arp({ operation: 2 }))).toMatchObject({ arp: { operation: "reply", gratuitous: true } });
  });

  test("that asks or answers is not", () => {
    const question = arp({ sender: clientMac, says: client, about: vip });
    expect(decode(question)).toMatchObject({
      arp: { operation: "request", targetAddress: vip, gratuitous: false },
    });
    const answer = arp({ operation: 2, says: vip, about: client });
    expect(decode(answer)).toMatchObject({
      arp: { operation: "reply", senderAddress: vip, gratuitous: false },
    });
  });

  test("of another operation is none", () => {
    expect(decode(arp({ operation: 3 }))).toBeUndefined();
  });
});

describe("a TCP segment", () => {
  test("tells its ends, its flags and its data", () => {
    expect(
      decode(
        tcp({ flags: "SA", source: vip, target: client, ports: [5696, 40_000], from: lb1, to: clientMac }),
      ),
    ).toMatchObject({
      kind: "tcp",
      sourceMac: lb1,
      targetMac: clientMac,
      source: vip,
      target: client,
      segment: {
        sourcePort: 5696,
        targetPort: 40_000,
        syn: true,
        ack: true,
        fin: false,
        rst: false,
        dataLength: 0,
      },
    });
    const asking = decode(tcp({ flags: "PA", data: "GET /health HTTP/1.0\r\n" }));
    expect(asking).toMatchObject({ segment: { syn: false, ack: true, dataLength: 22 } });
    expect(asking?.kind === "tcp" && asking.segment.data.toString()).toBe("GET /health HTTP/1.0\r\n");
  });

  test("has no data in the bytes by which the link fills up a short frame", () => {
    const padded = Buffer.concat([tcp({ flags: "A" }), Buffer.alloc(6)]);
    expect(decode(padded)).toMatchObject({ segment: { dataLength: 0 } });
  });

  test("that the capture cut short still tells how long it was", () => {
    const cut = tcp({ flags: "PA", data: "x".repeat(400) }).subarray(0, 100);
    const decoded = decode(cut);
    expect(decoded).toMatchObject({ segment: { dataLength: 400 } });
    expect(decoded?.kind === "tcp" && decoded.segment.data.length).toBe(46);
  });

  test("in a later fragment has no header to read", () => {
    const frame = tcp();
    frame.writeUInt16BE(0x00b9, 20);
    expect(decode(frame)).toBeUndefined();
  });
});

describe("a frame", () => {
  test("with tags is what it is without", () => {
    expect(decode(tagged(vrrp(), 7))).toEqual(decode(vrrp()));
    expect(decode(tagged(tagged(arp(), 7), 8))).toEqual(decode(arp()));
  });

  test("of anything else is nothing", () => {
    expect(decode(ethernet(0x86dd, Buffer.alloc(60)))).toBeUndefined();
    expect(decode(ethernet(0x0800, ipv4(17, client, vip, Buffer.alloc(20))))).toBeUndefined();
  });

  test("that is damaged in any way is never an error", () => {
    const frames = [arp(), vrrp(), vrrp({ version: 3 }), tcp({ data: "GET" }), tagged(tcp(), 1)];
    const damaged = fc
      .tuple(
        fc.constantFrom(...frames),
        fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
        fc.nat(80),
      )
      .map(([frame, changes, length]) => {
        const bytes = Buffer.from(frame.subarray(0, length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes)),
        ),
        (bytes) => {
          decode(bytes);
        },
      ),
    );
  });
});

describe("a real capture", () => {
  const read = (name: string): readonly (Decoded & { readonly atMs: number })[] =>
    readPcap(readFileSync(new URL(`golden/${name}`, import.meta.url))).packets.map((packet) => {
      const decoded = decode(packet.bytes);
      if (decoded === undefined)
        throw new HarnessError("INTERNAL", `not read: ${packet.bytes.toString("hex")}`);
      return { ...decoded, atMs: wallMsOf(packet) };
    });
  const [ofLb1, ofLb2] = ["02:42:0a:f7:81:0b", "02:42:0a:f7:81:0c"];

  test("of a keepalived that is stopped shows its farewell, and its heir after the skew", () => {
    const packets = read("vrrp2-farewell-us.pcap");
    const adverts = packets.flatMap((each) => (each.kind === "advert" ? [each] : []));
    expect(adverts.map(({ source, advert }) => [source, advert.priority])).toEqual([
      ...Array.from({ length: 4 }, () => ["10.247.129.11", 103]),
      ["10.247.129.11", 0],
      ...Array.from({ length: 3 }, () => ["10.247.129.12", 102]),
    ]);
    const claim = adverts[5]?.atMs ?? NaN;
    expect(claim - (adverts[4]?.atMs ?? NaN)).toBeCloseTo(601.951, 2);
    const garps = packets.filter((each) => each.kind === "arp" && each.arp.gratuitous);
    expect(garps).toHaveLength(5);
    for (const garp of garps)
      expect(garp).toMatchObject({ arp: { senderMac: ofLb2, senderAddress: "10.247.129.100" } });
    expect((garps[0]?.atMs ?? NaN) - claim).toBeCloseTo(0.1, 2);
  });

  test("of it shows clients accepted by one machine, then silence, then accepted by the other", () => {
    const follower = new ClientConnections("client", ["10.247.129.100"]);
    const told = read("vrrp2-farewell-us.pcap").flatMap((each) =>
      each.kind === "tcp" ? follower.take(each, instant(each.atMs)) : [],
    );
    expect(told).toMatchObject([
      { outcome: "accepted", sentTo: ofLb1, answeredBy: ofLb1 },
      { outcome: "silence", sentTo: ofLb1 },
      { outcome: "accepted", sentTo: ofLb2, answeredBy: ofLb2 },
    ]);
  });

  test("of version 3 shows advertisements every half second", () => {
    const adverts = read("vrrp3-steady-ns.pcap").filter(({ kind }) => kind === "advert");
    expect(adverts.length).toBeGreaterThan(3);
    for (const advert of adverts) {
      expect(advert).toMatchObject({ advert: { version: 3, routerId: 51, priority: 100, intervalMs: 500 } });
    }
  });
});
