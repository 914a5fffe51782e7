import type { Ipv4 } from "./ipv4.ts";

export const protocolTcp = 6;

export interface Segment {
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** How many bytes it carried on the wire. */
  readonly dataLength: number;
  /** What the capture kept of them. */
  readonly data: Buffer;
}

/** Undefined where there is no whole header. Source: RFC 9293, 3.1. */
export function decodeTcp({ payload, payloadLength }: Ipv4): Segment | undefined {
  if (payload.length < 20) return undefined;
  const headerLength = (payload.readUInt8(12) >> 4) * 4;
  if (headerLength < 20 || headerLength > payloadLength) return undefined;
  const flags = payload.readUInt8(13);
  return {
    sourcePort: payload.readUInt16BE(0),
    targetPort: payload.readUInt16BE(2),
    fin: (flags & 0x01) !== 0,
    syn: (flags & 0x02) !== 0,
    rst: (flags & 0x04) !== 0,
    ack: (flags & 0x10) !== 0,
    dataLength: payloadLength - headerLength,
    data: payload.subarray(headerLength),
  };
}
