import { leadingInteger } from "./time.ts";

/** Where a server is or a proxy listens. */
export interface Address {
  /** An IP without brackets, a host name, a path with what stands before it ("unix@/run/a"), "*" for all. */
  readonly host: string;
  /** First and last port. Undefined: none written, an offset (+1), or a socket without ports. */
  readonly ports: readonly [first: number, last: number] | undefined;
  readonly family: "ip" | "other";
}

/** What may stand in a place where an address is expected. */
export interface AddressRules {
  readonly port: "optional" | "needed";
  readonly range: boolean;
  /** `+1` and `-1`: relative to the port on which the client came in. */
  readonly offset: boolean;
}

/** Prefixes that say the family or the transport of an IP address. */
const ipPrefix =
  /^(?:(?:stream|dgram)\+)?(?:(?:ip|ipv[46]|tcp|tcp[46]|udp|udp[46]|quic[46]|mptcp|mptcp[46])@)?/;
const otherPrefix = /^(?:(?:stream|dgram)\+)?(?:unix|uxst|uxdg|abns|abnsz|fd|sockpair|rev|rhttp)@/;

/** Reads an address as `str2sa_range` of HAProxy's src/tools.c; a string says what was expected instead. */
export function parseAddress(text: string, rules: AddressRules): Address | string {
  if (text === "") return "an address";
  if (text.startsWith("/") || otherPrefix.test(text))
    return { host: text, ports: undefined, family: "other" };
  const bare = text.replace(ipPrefix, "");
  const colon = Math.max(bare.lastIndexOf(":"), bare.lastIndexOf("]"));
  const hasPort = colon > -1 && bare[colon] === ":";
  const host = (hasPort ? bare.slice(0, colon) : bare).replace(/^\[(.*)\]$/, "$1");
  const port = hasPort ? bare.slice(colon + 1) : "";
  if (port === "" || /^[+-]/.test(port)) {
    if (rules.port === "needed") return "a port after the address";
    return port === "" || rules.offset
      ? { host: host || "*", ports: undefined, family: "ip" }
      : "a port without an offset";
  }
  const ports = parsePorts(port, rules);
  return typeof ports === "string" ? ports : { host: host || "*", ports, family: "ip" };
}

function parsePorts(text: string, rules: AddressRules): readonly [number, number] | undefined | string {
  if (!/^\d/.test(text)) return "digits after the colon";
  const [low = "", high = low] = text.split("-", 2);
  if (high !== low && !rules.range) return "one port, not a range";
  const [first, last] = [leadingInteger(low), leadingInteger(high)];
  const least = rules.port === "needed" ? 1 : 0;
  if (first < least || last < first || last > 65_535) return `a port between ${least} and 65535`;
  return first === 0 ? undefined : [first, last];
}
