import type { Packet } from "./pcap.ts";

/** Beginning of a capture in the one format that haproof writes: little-endian, nanoseconds, Ethernet. */
export function pcapHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b23c4d, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** One packet as it stands in such a capture. */
export function pcapRecord({ seconds, nanoseconds, originalLength, bytes }: Packet): Buffer {
  const record = Buffer.allocUnsafe(16 + bytes.length);
  record.writeUInt32LE(seconds, 0);
  record.writeUInt32LE(nanoseconds, 4);
  record.writeUInt32LE(bytes.length, 8);
  record.writeUInt32LE(originalLength, 12);
  bytes.copy(record, 16);
  return record;
}

/** Orders two such records by their stamps. */
export function byStamp(one: Buffer, other: Buffer): number {
  return one.readUInt32LE(0) - other.readUInt32LE(0) || one.readUInt32LE(4) - other.readUInt32LE(4);
}
