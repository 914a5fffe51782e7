/** Segments that open, close or break a connection. */
const turningPoint = "(tcp[tcpflags] & (tcp-syn|tcp-rst|tcp-fin) != 0)";
/** Segments that carry data: the packet is longer than both headers. */
const withData = "(ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2) != 0)";

/** What moves a virtual address, and tells of it. */
export const vrrpAndArp = "arp or ip proto 112";

/** How connections to the VIPs begin and end. */
export function vipFilter(vips: Iterable<string>): string {
  const hosts = [...vips].map((vip) => `host ${vip}`).join(" or ");
  return `tcp and (${hosts}) and ${turningPoint}`;
}

/** What a balancer's health checks consist of. */
export function checkFilter(ownAddress: string, ports: readonly number[]): string {
  const some = ports.map((port) => `port ${port}`).join(" or ");
  return `tcp and host ${ownAddress} and (${some}) and (${turningPoint} or ${withData})`;
}
