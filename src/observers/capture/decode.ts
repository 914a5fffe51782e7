import { decodeArp, etherTypeArp, type Arp } from "./arp.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeIpv4, etherTypeIpv4 } from "./ipv4.ts";
import { decodeTcp, protocolTcp, type Segment } from "./tcp.ts";
import { decodeVrrp, protocolVrrp, type Advertisement } from "./vrrp.ts";

/** What failover is made of, as far as it is on the wire. */
export type Decoded =
  | { readonly kind: "arp"; readonly arp: Arp }
  | { readonly kind: "advert"; readonly source: string; readonly advert: Advertisement }
  | ({ readonly kind: "tcp" } & TcpPacket);

export interface TcpPacket {
  readonly sourceMac: string;
  readonly targetMac: string;
  readonly source: string;
  readonly target: string;
  readonly segment: Segment;
}

/** Undefined for everything else, damaged packets included: what others put on the wire is never an error here. */
export function decode(bytes: Buffer): Decoded | undefined {
  const frame = decodeEthernet(bytes);
  if (frame?.etherType === etherTypeArp) {
    const arp = decodeArp(frame.payload);
    return arp && { kind: "arp", arp };
  }
  const ip = frame?.etherType === etherTypeIpv4 ? decodeIpv4(frame.payload) : undefined;
  if (frame === undefined || ip === undefined) return undefined;
  if (ip.protocol === protocolVrrp) {
    const advert = decodeVrrp(ip.payload);
    return advert && { kind: "advert", source: ip.source, advert };
  }
  const segment = ip.protocol === protocolTcp ? decodeTcp(ip) : undefined;
  return (
    segment && {
      kind: "tcp",
      sourceMac: frame.source,
      targetMac: frame.target,
      source: ip.source,
      target: ip.target,
      segment,
    }
  );
}
