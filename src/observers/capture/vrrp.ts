export const protocolVrrp = 112;

/** What an advertisement says, whoever it is from. */
export interface Advertisement {
  readonly version: 2 | 3;
  readonly routerId: number;
  readonly priority: number;
  readonly intervalMs: number;
}

const typeAdvertisement = 1;

/**
 * Undefined for anything but an advertisement of version 2 (interval in seconds) or 3 (in hundredths of a second, 12 bits).
 * Source: RFC 3768, 5.3; RFC 5798, 5.2.
 */
export function decodeVrrp(payload: Buffer): Advertisement | undefined {
  if (payload.length < 8) return undefined;
  const version = payload.readUInt8(0) >> 4;
  if ((payload.readUInt8(0) & 0x0f) !== typeAdvertisement || (version !== 2 && version !== 3))
    return undefined;
  return {
    version,
    routerId: payload.readUInt8(1),
    priority: payload.readUInt8(2),
    intervalMs: version === 2 ? payload.readUInt8(5) * 1000 : (payload.readUInt16BE(4) & 0x0fff) * 10,
  };
}
