import { macAddress } from "./ethernet.ts";
import { ipv4Address } from "./ipv4.ts";

export const etherTypeArp = 0x0806;

/** Who asked or answered, for which address. */
export interface Arp {
  readonly operation: "request" | "reply";
  readonly senderMac: string;
  readonly senderAddress: string;
  readonly targetAddress: string;
  /** Sender and target address are the same: it tells, and asks nothing. */
  readonly gratuitous: boolean;
}

const operations = new Map<number, Arp["operation"]>([
  [1, "request"],
  [2, "reply"],
]);

/** Undefined for anything but a request or reply for IPv4 over Ethernet. Source: RFC 826, RFC 5227. */
export function decodeArp(payload: Buffer): Arp | undefined {
  if (payload.length < 28) return undefined;
  const overEthernet = payload.readUInt16BE(0) === 1 && payload.readUInt8(4) === 6;
  const forIpv4 = payload.readUInt16BE(2) === 0x0800 && payload.readUInt8(5) === 4;
  const operation = operations.get(payload.readUInt16BE(6));
  if (!overEthernet || !forIpv4 || operation === undefined) return undefined;
  const senderAddress = ipv4Address(payload, 14);
  const targetAddress = ipv4Address(payload, 24);
  return {
    operation,
    senderMac: macAddress(payload, 8),
    senderAddress,
    targetAddress,
    gratuitous: senderAddress === targetAddress,
  };
}
