import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PcapReader, readPcap, wallMsOf } from "../../../src/observers/capture/pcap.ts";
import type { Packet } from "../../../src/observers/capture/pcap.ts";
import { pcapHeader, pcapRecord } from "../../../src/observers/capture/pcap-record.ts";
import { arp, captureFile, tcp, vrrp } from "./frames.ts";

const golden = (name: string): Buffer => readFileSync(new URL(`golden/${name}`, import.meta.url));
const stamped = [
  { seconds: 1_795_000_000, fraction: 1, bytes: vrrp() },
  { seconds: 1_795_000_001, fraction: 999_999, bytes: arp() },
  { seconds: 1_795_000_001, fraction: 999_999, bytes: tcp() },
];

describe("a capture in the classic format", () => {
  test.each([
    ["little-endian, microseconds", {}, 1000],
    ["big-endian, microseconds", { bigEndian: true }, 1000],
    ["little-endian, nanoseconds", { nanoseconds: true }, 1],
    ["big-endian, nanoseconds", { bigEndian: true, nanoseconds: true }, 1],
  ])("is read %s", (_, format, unit) => {
    const { packets, cutOff } = readPcap(captureFile(stamped, format));
    expect(cutOff).toBe(0);
    expect(packets.map(({ seconds, nanoseconds, bytes }) => ({ seconds, nanoseconds, bytes }))).toEqual(
      stamped.map(({ seconds, fraction, bytes }) => ({ seconds, nanoseconds: fraction * unit, bytes })),
    );
  });

  test.each(["vrrp2-farewell-us.pcap", "vrrp3-steady-ns.pcap"])(
    "written by tcpdump is read whole: %s",
    (name) => {
      const { packets, cutOff } = readPcap(golden(name));
      expect(cutOff).toBe(0);
      expect(packets.length).toBeGreaterThan(10);
      const stamps = packets.map(wallMsOf);
      expect([...stamps].sort((a, b) => a - b)).toEqual(stamps);
    },
  );

  test("gives the same packets in whatever pieces it comes", () => {
    const bytes = golden("vrrp2-farewell-us.pcap");
    const whole = readPcap(bytes).packets;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 30 }), (cuts) => {
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const reader = new PcapReader();
        const packets = ends.flatMap((end, index) => [
          ...reader.read(bytes.subarray(index === 0 ? 0 : ends[index - 1], end)),
        ]);
        expect(packets).toEqual(whole);
        expect(reader.pending).toBe(0);
      }),
    );
  });

  test("that is cut off gives the whole packets before, and says how much is left over", () => {
    const bytes = captureFile(stamped);
    const last = 16 + tcp().length;
    for (const missing of [1, 10, last - 1]) {
      const { packets, cutOff } = readPcap(bytes.subarray(0, bytes.length - missing));
      expect(packets).toHaveLength(2);
      expect(cutOff).toBe(last - missing);
    }
  });

  test("of a frame that was cut by the snapshot length keeps how long it was", () => {
    const packet: Packet = { seconds: 5, nanoseconds: 7, originalLength: 1500, bytes: tcp() };
    expect(readPcap(Buffer.concat([pcapHeader(), pcapRecord(packet)])).packets).toEqual([packet]);
  });

  test("in single bytes costs no more than in one piece: nothing is copied again and again", () => {
    const bytes = captureFile([{ seconds: 1, fraction: 1, bytes: Buffer.alloc(250_000) }]);
    const reader = new PcapReader();
    let read = 0;
    for (let at = 0; at < bytes.length; at++) read += reader.read(bytes.subarray(at, at + 1)).length;
    expect(read).toBe(1);
  });
});

describe("what is no such capture", () => {
  const header = captureFile([]);
  const record = (...words: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(16);
    words.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
    return Buffer.concat([header, bytes]);
  };

  test.each([
    ["another file", Buffer.from("#!/bin/sh\n# thirty bytes and more")],
    ["the next generation of the format", Buffer.concat([Buffer.from("0a0d0d0a", "hex"), Buffer.alloc(28)])],
    ["another link type", captureFile(stamped, { link: 113 })],
    ["another version", Buffer.concat([header.subarray(0, 4), Buffer.from([9, 0]), header.subarray(6)])],
    ["a packet of four gigabytes", record(1, 1, 0xffff_ffff, 60)],
    ["a stamp beyond its second", record(1, 1_000_000, 60, 60)],
  ])("is refused: %s", (_, bytes) => {
    expect(() => readPcap(bytes)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });

  test("is refused for ever: what comes after damage cannot be trusted", () => {
    const reader = new PcapReader();
    expect(() => reader.read(record(1, 1, 0xffff_ffff, 60))).toThrow();
    expect(() => reader.read(captureFile(stamped))).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });

  test("never does anything but end or be refused with BAD_INPUT, whatever the bytes are", () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([header, bytes])),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (pieces) => {
        const reader = new PcapReader();
        try {
          for (const piece of pieces) reader.read(Buffer.from(piece));
        } catch (error) {
          expect(error).toMatchObject({ name: "HarnessError", code: "BAD_INPUT" });
        }
      }),
    );
  });
});
