export const etherTypeIpv4 = 0x0800;

export interface Ipv4 {
  readonly source: string;
  readonly target: string;
  readonly protocol: number;
  readonly timeToLive: number;
  /** Without what the link pads short frames with; it may be cut short by the capture. */
  readonly payload: Buffer;
  /** How long the payload was on the wire. */
  readonly payloadLength: number;
}

/** Undefined where it is no IPv4, or a later fragment, which carries no header of its own. Source: RFC 791, 3.1. */
export function decodeIpv4(bytes: Buffer): Ipv4 | undefined {
  if (bytes.length < 20 || bytes.readUInt8(0) >> 4 !== 4) return undefined;
  const headerLength = (bytes.readUInt8(0) & 0x0f) * 4;
  const totalLength = bytes.readUInt16BE(2);
  const isLaterFragment = (bytes.readUInt16BE(6) & 0x1fff) !== 0;
  if (headerLength < 20 || totalLength < headerLength || isLaterFragment) return undefined;
  return {
    source: ipv4Address(bytes, 12),
    target: ipv4Address(bytes, 16),
    protocol: bytes.readUInt8(9),
    timeToLive: bytes.readUInt8(8),
    payload: bytes.subarray(headerLength, totalLength),
    payloadLength: totalLength - headerLength,
  };
}

/** Four bytes as an address. The bytes have to be there. */
export function ipv4Address(bytes: Buffer, at: number): string {
  return bytes.subarray(at, at + 4).join(".");
}
