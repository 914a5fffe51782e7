import type { Packet } from "./pcap.ts";
import { byStamp, pcapHeader, pcapRecord } from "./pcap-record.ts";

/** A place in a log: the bytes that were logged before it. */
export type Position = number;

export interface LogSlice {
  /** A whole capture file. */
  readonly pcap: Buffer;
  /** Bytes of the stretch asked for that the log no longer has, at its beginning. */
  readonly lostBytes: number;
}

interface Segment {
  readonly start: Position;
  readonly records: Buffer[];
  length: number;
}

const segmentLength = 65_536;

/** The packets of the recent past, in bounded memory: the oldest are forgotten first, 64 KiB at a time. */
export class PacketLog {
  readonly #mostBytes: number;
  readonly #segments: Segment[] = [];
  #end: Position = 0;
  #held = 0;

  /** @param mostBytes how much is kept: 32 MiB are some five minutes of a thousand small packets a second */
  constructor(mostBytes: number = 32 * 1024 * 1024) {
    this.#mostBytes = mostBytes;
  }

  /** Where the next packet will stand. */
  get end(): Position {
    return this.#end;
  }

  add(packet: Packet): void {
    const record = pcapRecord(packet);
    let segment = this.#segments.at(-1);
    if (segment === undefined || segment.length >= segmentLength) {
      segment = { start: this.#end, records: [], length: 0 };
      this.#segments.push(segment);
    }
    segment.records.push(record);
    segment.length += record.length;
    this.#end += record.length;
    this.#held += record.length;
    while (this.#held > this.#mostBytes && this.#segments.length > 1) {
      this.#held -= this.#segments.shift()?.length ?? 0;
    }
  }

  /** What was logged between two positions of this log, as far as it is still there, in the order of the stamps. */
  slice(since: Position, until: Position = this.#end): LogSlice {
    const oldest = this.#segments[0]?.start ?? this.#end;
    const records: Buffer[] = [];
    for (const segment of this.#segments) {
      if (segment.start + segment.length <= since || segment.start >= until) continue;
      let at = segment.start;
      for (const record of segment.records) {
        if (at >= since && at < until) records.push(record);
        at += record.length;
      }
    }
    records.sort(byStamp);
    return {
      pcap: Buffer.concat([pcapHeader(), ...records]),
      lostBytes: Math.max(0, Math.min(oldest, until) - since),
    };
  }
}
