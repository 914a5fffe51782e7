import { describe, expect, test } from "vitest";
import { PacketLog } from "../../../src/observers/capture/packet-log.ts";
import { readPcap, type Packet } from "../../../src/observers/capture/pcap.ts";
import { tcp } from "./frames.ts";

const packet = (seconds: number, nanoseconds = 0): Packet => {
  const bytes = tcp();
  return { seconds, nanoseconds, originalLength: bytes.length, bytes };
};
const stampsOf = (pcap: Buffer): number[] => readPcap(pcap).packets.map(({ seconds }) => seconds);

describe("a log of packets", () => {
  test("gives back what was logged between two marks, as a capture file", () => {
    const log = new PacketLog();
    log.add(packet(1));
    const since = log.end;
    log.add(packet(2));
    log.add(packet(3));
    const until = log.end;
    log.add(packet(4));
    expect(readPcap(log.slice(since, until).pcap).packets).toEqual([packet(2), packet(3)]);
    expect(stampsOf(log.slice(since).pcap)).toEqual([2, 3, 4]);
    expect(log.slice(since).lostBytes).toBe(0);
  });

  test("gives a capture without packets where none came", () => {
    const log = new PacketLog();
    expect(readPcap(log.slice(log.end).pcap)).toEqual({ packets: [], cutOff: 0 });
  });

  test("puts packets in the order of their stamps: some are delivered in batches", () => {
    const log = new PacketLog();
    for (const [seconds, nanoseconds] of [
      [5, 2],
      [5, 1],
      [4, 9],
    ] as const)
      log.add(packet(seconds, nanoseconds));
    const { packets } = readPcap(log.slice(0).pcap);
    expect(packets.map(({ seconds, nanoseconds }) => [seconds, nanoseconds])).toEqual([
      [4, 9],
      [5, 1],
      [5, 2],
    ]);
  });

  test("forgets the oldest when it is full, keeps to its bound, and says what is lost", () => {
    const mostBytes = 200_000;
    const log = new PacketLog(mostBytes);
    for (let second = 0; second < 10_000; second++) log.add(packet(second));
    const { pcap, lostBytes } = log.slice(0);
    expect(pcap.length).toBeLessThan(mostBytes + 1000);
    expect(pcap.length).toBeGreaterThan(mostBytes / 2);
    expect(lostBytes + pcap.length - 24).toBe(log.end);
    expect(stampsOf(pcap).at(-1)).toBe(9999);
  });

  test("that has forgotten all of a stretch says that all of it is lost", () => {
    const log = new PacketLog(70_000);
    log.add(packet(1));
    const until = log.end;
    for (let second = 2; second < 3000; second++) log.add(packet(second));
    const slice = log.slice(0, until);
    expect(slice.lostBytes).toBe(until);
    expect(stampsOf(slice.pcap)).toEqual([]);
  });
});
