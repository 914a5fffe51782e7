import { applyAdverts } from "./advert-keywords.ts";
import { readAuthentication } from "./authentication.ts";
import { keywordOf, type Block } from "./block.ts";
import { applyGarp } from "./garp-keywords.ts";
import type { InstanceDraft } from "./instance-draft.ts";
import { familyOf } from "./ip-address.ts";
import { instanceKeywords } from "./known-keywords.ts";
import { applyNotify } from "./notify.ts";
import {
  boolean,
  childrenOf,
  integer,
  seconds,
  valueOf,
  warn,
  writtenOf,
  type ReaderContext,
} from "./reader-context.ts";
import { applyTracking, type Trackables } from "./track-refs.ts";
import { readVirtualAddresses } from "./virtual-addresses.ts";

type Apply = (draft: InstanceDraft, block: Block, context: ReaderContext) => void;

/** An interface's name in the kernel has 15 characters at most. */
const longestName = 15;

const keywords: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ["state", readState],
  ["interface", readInterface],
  [
    "virtual_router_id",
    (draft, block, context) =>
      (draft.virtualRouterId =
        integer(context, block, [1, 255], { lenient: false }) ?? draft.virtualRouterId),
  ],
  [
    "priority",
    (draft, block, context) =>
      (draft.priority = integer(context, block, [1, 255], { lenient: false }) ?? 100),
  ],
  [
    "advert_int",
    (draft, block, context) => (draft.advertMs = seconds(context, block, [10, 255_000]) ?? draft.advertMs),
  ],
  ["version", readVersion],
  ["native_ipv6", readNativeIpv6],
  [
    "authentication",
    (draft, block, context) =>
      (draft.authentication = readAuthentication(block, draft.authentication, context)),
  ],
  ["unicast_peer", readUnicastPeers],
  ["unicast_src_ip", readSource],
  ["mcast_src_ip", readSource],
  ["mcast_dst_ip", (draft, block, context) => (draft.mcastGroup = valueOf(context, block).text)],
  ["virtual_ipaddress", readVips],
  [
    "virtual_ipaddress_excluded",
    (draft, block, context) => {
      for (const address of readVirtualAddresses(block, context)) draft.excludedAddresses.push(address);
    },
  ],
  ["nopreempt", (draft) => (draft.nopreempt = true)],
  ["preempt", (draft) => (draft.nopreempt = false)],
  [
    "preempt_delay",
    (draft, block, context) => (draft.preemptDelayMs = seconds(context, block, [0, 1_000_000]) ?? 0),
  ],
  ["strict_mode", (draft, block, context) => (draft.strict = boolean(context, block) ?? draft.strict)],
  ["accept", (draft) => (draft.accept = true)],
  ["no_accept", (draft) => (draft.accept = false)],
  ["use_vmac", (draft) => (draft.useVmac = true)],
  ["dont_track_primary", (draft) => (draft.dontTrackPrimary = true)],
]);

const unicast = new Set([
  "unicast_peer",
  "unicast_src_ip",
  "check_unicast_src",
  "old_unicast_checksum",
  "unicast_fault_no_peer",
]);

/** Applies the lines of one `vrrp_instance`. */
export function applyInstanceLines(
  draft: InstanceDraft,
  block: Block,
  known: Trackables,
  context: ReaderContext,
): void {
  for (const child of childrenOf(block)) {
    const keyword = keywordOf(child);
    const apply = keywords.get(keyword);
    if (apply !== undefined) apply(draft, child, context);
    else if (!applyShared(draft, child, known, context) && !instanceKeywords.has(keyword)) {
      warn(context, `unknown keyword ${keyword} in vrrp_instance`, child.place);
    }
    draft.unicast ||= unicast.has(keyword);
    draft.writtenAt.set(keyword, writtenOf(child));
  }
}

function applyShared(draft: InstanceDraft, block: Block, known: Trackables, context: ReaderContext): boolean {
  return (
    applyTracking(block, draft.tracked, known, context) ||
    applyNotify(draft.notify, block, context) ||
    applyAdverts(keywordOf(block), draft, block, context) ||
    applyGarp(keywordOf(block), draft.garp, block, context)
  );
}

function readState(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  const word = valueOf(context, block);
  if (word.text === "MASTER") draft.state = "MASTER";
  else if (word.text === "BACKUP" && draft.state === "MASTER")
    warn(context, "state was MASTER before: BACKUP is ignored", word.place);
  else {
    if (word.text !== "BACKUP") warn(context, `unknown state ${word.text}: taken as BACKUP`, word.place);
    draft.state = "BACKUP";
  }
}

function readInterface(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  const word = valueOf(context, block);
  if (word.text.length > longestName)
    warn(context, `interface name ${word.text} is too long: ignored`, word.place);
  else draft.interface = word.text;
}

function readVersion(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  const version = integer(context, block, [2, 3]);
  if (version !== 2 && version !== 3) return;
  const conflicts =
    (draft.version !== undefined && draft.version !== version) || (version === 2 && draft.family === "inet6");
  if (conflicts) warn(context, `version ${version} conflicts with what stands above: ignored`, block.place);
  else draft.version = version;
}

function readNativeIpv6(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  if (draft.family === "inet")
    warn(context, "native_ipv6 does not go with IPv4 addresses: ignored", block.place);
  else [draft.family, draft.version] = ["inet6", 3];
}

function readUnicastPeers(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  for (const line of childrenOf(block)) {
    const address = line.words[0]?.text ?? "";
    if (fits(draft, address, line, context)) draft.unicastPeers.push({ address, place: line.place });
  }
}

function readSource(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  const { text } = valueOf(context, block);
  if (fits(draft, text, block, context)) draft.sourceAddress = text;
}

function readVips(draft: InstanceDraft, block: Block, context: ReaderContext): void {
  for (const address of readVirtualAddresses(block, context)) {
    draft.family ??= address.family;
    if (address.family === draft.family) draft.virtualAddresses.push(address);
    else warn(context, `${address.address} is of another family than the instance: ignored`, address.place);
  }
}

/** Whether an address can be used: the first one of an instance decides its family. */
function fits(draft: InstanceDraft, address: string, block: Block, context: ReaderContext): boolean {
  const family = familyOf(address);
  if (family === undefined) warn(context, `${address} is no address: skipped`, block.place);
  else {
    draft.family ??= family;
    if (family !== draft.family)
      warn(context, `${address} is of another family than the instance: skipped`, block.place);
  }
  return family !== undefined && family === draft.family;
}
