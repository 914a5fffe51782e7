import type { Block, Word } from "./block.ts";
import type { VirtualAddress } from "./instance-config.ts";
import { familyOf } from "./ip-address.ts";
import { readInteger } from "./number.ts";
import { childrenOf, warn, type ReaderContext } from "./reader-context.ts";

const withValue = new Set(["dev", "scope", "broadcast", "brd", "label", "peer", "preferred_lft"]);
const flags = new Set(["home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac"]);

/** Reads the lines of `virtual_ipaddress { … }`: addresses that keepalived skips are left out with a complaint. */
export function readVirtualAddresses(block: Block, context: ReaderContext): readonly VirtualAddress[] {
  return childrenOf(block).flatMap((line) => readVirtualAddress(line, context) ?? []);
}

/** `ADDRESS[/PREFIX] [dev IF] [label L] [brd B] …` (`alloc_ipaddress`, vrrp/vrrp_ipaddress.c). */
function readVirtualAddress(line: Block, context: ReaderContext): VirtualAddress | undefined {
  const [first, ...rest] = line.words;
  const [address = "", prefix] = (first?.text ?? "").split("/", 2);
  const family = familyOf(address);
  if (first === undefined || family === undefined) {
    warn(context, `${address} is no address: skipped`, line.place);
    return undefined;
  }
  const options = readOptions(rest, first, context);
  if (options === undefined) return undefined;
  const longest = family === "inet" ? 32 : 128;
  const read = prefix === undefined ? undefined : readInteger(prefix, [0, longest], true);
  if (read?.fault !== undefined) warn(context, `prefix length: ${read.fault}`, first.place);
  const prefixLength = peerLength(options.get("peer")) ?? read?.value ?? longest;
  const label = options.get("label");
  if (label !== undefined && label.length > 15) {
    warn(context, `label ${label} is longer than 15 characters: the address is skipped`, line.place);
    return undefined;
  }
  return { address, prefixLength, family, interface: options.get("dev"), label, place: line.place };
}

/** The options by keyword; undefined where one lacks its value, which costs the whole address. */
function readOptions(
  words: readonly Word[],
  first: Word,
  context: ReaderContext,
): ReadonlyMap<string, string> | undefined {
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const option = words[at];
    if (option === undefined) break;
    if (withValue.has(option.text)) {
      const value = words[(at += 1)];
      if (value === undefined) {
        warn(context, `${option.text} without a value: ${first.text} is skipped`, option.place);
        return undefined;
      }
      options.set(option.text, value.text);
    } else if (!flags.has(option.text))
      warn(context, `unknown option ${option.text} of an address`, option.place);
  }
  return options;
}

/** With `peer` the prefix length is the peer's, which is a single host's. */
function peerLength(peer: string | undefined): number | undefined {
  const family = peer === undefined ? undefined : familyOf(peer);
  return family === undefined ? undefined : family === "inet" ? 32 : 128;
}
