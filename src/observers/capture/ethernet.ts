/** A frame's addresses ("02:42:0a:09:00:03"), what it carries, and that itself. */
export interface Frame {
  readonly source: string;
  readonly target: string;
  readonly etherType: number;
  readonly payload: Buffer;
}

/** 802.1Q and 802.1ad tags stand before the type and are skipped. */
const tags: readonly number[] = [0x8100, 0x88a8];
const tagLength = 4;

/** Undefined where the bytes are too few for a frame. */
export function decodeEthernet(bytes: Buffer): Frame | undefined {
  let typeAt = 12;
  while (bytes.length >= typeAt + 2 && tags.includes(bytes.readUInt16BE(typeAt))) typeAt += tagLength;
  if (bytes.length < typeAt + 2) return undefined;
  return {
    target: macAddress(bytes, 0),
    source: macAddress(bytes, 6),
    etherType: bytes.readUInt16BE(typeAt),
    payload: bytes.subarray(typeAt + 2),
  };
}

/** Six bytes as a hardware address. The bytes have to be there. */
export function macAddress(bytes: Buffer, at: number): string {
  const digits = bytes.toString("hex", at, at + 6);
  return digits.replace(/..(?=.)/g, "$&:");
}
