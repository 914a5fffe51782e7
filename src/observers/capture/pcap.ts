import { HarnessError } from "../../errors.ts";

/** One captured frame, with the kernel's time stamp (the wall clock at which the frame passed the interface). */
export interface Packet {
  readonly seconds: number;
  readonly nanoseconds: number;
  /** How long the frame was; `bytes` may be only its beginning. */
  readonly originalLength: number;
  readonly bytes: Buffer;
}

interface Format {
  readonly littleEndian: boolean;
  /** Units of the second half of a stamp in one second. */
  readonly fractions: 1_000_000 | 1_000_000_000;
}

const fileHeaderLength = 24;
const recordHeaderLength = 16;
/** Libpcap refuses longer records too (`MAXIMUM_SNAPLEN`); without a limit one wrong length would hold back all that follows. */
const longestRecord = 262_144;
const ethernet = 1;

const formats: ReadonlyMap<number, Format> = new Map([
  [0xa1b2c3d4, { littleEndian: false, fractions: 1_000_000 }],
  [0xd4c3b2a1, { littleEndian: true, fractions: 1_000_000 }],
  [0xa1b23c4d, { littleEndian: false, fractions: 1_000_000_000 }],
  [0x4d3cb2a1, { littleEndian: true, fractions: 1_000_000_000 }],
]);

/**
 * Reads the classic capture format as it comes, in pieces of any length, of Ethernet links. Every byte is copied at most
 * three times, however small the pieces are. Source: pcap-savefile(5).
 */
export class PcapReader {
  #format: Format | undefined;
  #pieces: Buffer[] = [];
  #held = 0;
  /** Bytes without which there is nothing to do. */
  #needed = fileHeaderLength;
  #broken: HarnessError | undefined;

  /** Bytes that came and are no whole packet yet. At the end of a stream: what was cut off. */
  get pending(): number {
    return this.#held;
  }

  /** The packets that this piece completes. Throws BAD_INPUT where it is no such capture, and from then on always. */
  read(piece: Buffer): readonly Packet[] {
    if (this.#broken !== undefined) throw this.#broken;
    if (piece.length === 0) return [];
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held < this.#needed) return [];
    const [first = piece] = this.#pieces;
    const bytes = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#held);
    try {
      return this.#parse(bytes);
    } catch (cause) {
      this.#pieces = [];
      this.#broken = cause instanceof HarnessError ? cause : new HarnessError("INTERNAL", String(cause));
      throw this.#broken;
    }
  }

  #parse(bytes: Buffer): readonly Packet[] {
    const packets: Packet[] = [];
    let at = 0;
    if (this.#format === undefined) {
      this.#format = readFileHeader(bytes);
      at = fileHeaderLength;
    }
    for (;;) {
      this.#needed = recordHeaderLength;
      if (bytes.length - at < this.#needed) break;
      const { length, ...stamped } = readRecordHeader(bytes, at, this.#format);
      this.#needed += length;
      if (bytes.length - at < this.#needed) break;
      const start = at + recordHeaderLength;
      packets.push({ ...stamped, bytes: bytes.subarray(start, start + length) });
      at = start + length;
    }
    this.#pieces = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#held = bytes.length - at;
    return packets;
  }
}

/** A whole capture that lies at hand. `cutOff` bytes at its end are no whole packet. Throws BAD_INPUT. */
export function readPcap(bytes: Buffer): { readonly packets: readonly Packet[]; readonly cutOff: number } {
  const reader = new PcapReader();
  const packets = reader.read(bytes);
  return { packets, cutOff: reader.pending };
}

/** A packet's stamp in milliseconds since 1970; a double keeps it to a quarter of a microsecond. */
export function wallMsOf({ seconds, nanoseconds }: Packet): number {
  return seconds * 1000 + nanoseconds / 1e6;
}

function readFileHeader(bytes: Buffer): Format {
  const format = formats.get(bytes.readUInt32BE(0));
  if (format === undefined) throw notACapture("it does not begin like a capture in the classic format");
  const { littleEndian } = format;
  const major = littleEndian ? bytes.readUInt16LE(4) : bytes.readUInt16BE(4);
  if (major !== 2) throw notACapture(`its format is of version ${major}, not 2`);
  const link = readUInt32(bytes, 20, littleEndian) & 0xffff;
  if (link !== ethernet) throw notACapture(`its link type is ${link}, not Ethernet`);
  return format;
}

function readRecordHeader(
  bytes: Buffer,
  at: number,
  { littleEndian, fractions }: Format,
): Omit<Packet, "bytes"> & { readonly length: number } {
  const seconds = readUInt32(bytes, at, littleEndian);
  const fraction = readUInt32(bytes, at + 4, littleEndian);
  const length = readUInt32(bytes, at + 8, littleEndian);
  const originalLength = readUInt32(bytes, at + 12, littleEndian);
  if (length > longestRecord) throw notACapture(`a packet of ${length} bytes`);
  if (fraction >= fractions) throw notACapture(`a stamp ${fraction} fractions after the second`);
  return { seconds, nanoseconds: fraction * (1_000_000_000 / fractions), originalLength, length };
}

function readUInt32(bytes: Buffer, at: number, littleEndian: boolean): number {
  return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

function notACapture(why: string): HarnessError {
  return new HarnessError("BAD_INPUT", `not a capture that haproof can read: ${why}`);
}
