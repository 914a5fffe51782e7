import { randomInt } from "node:crypto";
import type { NetworkSpec } from "./stack.ts";

/** How the stack's addresses were mapped to the lab's: one /24 prefix for another, the last octet kept. */
export interface AddressMap {
  readonly prefixes: ReadonlyMap<string, string>;
  /** An address as written in the stack → the address in the lab. */
  address(written: string): string;
  /** A whole text (a configuration file) with every address mapped. */
  text(written: string): string;
}

export function addressMap(prefixes: ReadonlyMap<string, string>): AddressMap {
  const pattern = /(?<![\d.])(\d{1,3}\.\d{1,3}\.\d{1,3})\.(\d{1,3})(?![\d])/g;
  const text = (written: string): string =>
    written.replace(pattern, (whole, prefix: string, last: string) => {
      const mapped = prefixes.get(prefix);
      return mapped === undefined ? whole : `${mapped}.${last}`;
    });
  return { prefixes, text, address: text };
}

/**
 * Random candidates for private /24 prefixes, away from the ranges that engines hand out by default. The engine refuses one
 * that overlaps with a network or route it knows; the caller then asks for the next.
 */
export function* candidatePrefixes(): Generator<string, never> {
  for (;;) yield `10.${randomInt(128, 250)}.${randomInt(1, 254)}`;
}

export function subnetOf(prefix: string): { readonly subnet: string; readonly gateway: string } {
  return { subnet: `${prefix}.0/24`, gateway: `${prefix}.254` };
}

/** Names that put the engine's interfaces into the order of the stack's networks: eth0 is the first. */
export function networkName(run: string, networks: readonly NetworkSpec[], name: string): string {
  const index = networks.findIndex((network) => network.name === name);
  return `${run}-${index + 1}-${name}`;
}
