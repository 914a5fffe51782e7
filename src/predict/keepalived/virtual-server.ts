import { keywordOf, type Block } from "./block.ts";
import type { RealServer, VirtualServer } from "./config.ts";
import { childrenOf, integer, seconds, type ReaderContext } from "./reader-context.ts";

/** Reads what of an LVS service may be of use; its checks are kept as blocks only. */
export function readVirtualServer(block: Block, context: ReaderContext): VirtualServer {
  const realServers: RealServer[] = [];
  let delayLoopMs = 60_000;
  for (const child of childrenOf(block)) {
    const keyword = keywordOf(child);
    if (keyword === "delay_loop") delayLoopMs = seconds(context, child, [0, 4_294_000]) ?? delayLoopMs;
    else if (keyword === "real_server") realServers.push(readRealServer(child, context));
  }
  return { address: wordsAfterKeyword(block), delayLoopMs, realServers, place: block.place };
}

function readRealServer(block: Block, context: ReaderContext): RealServer {
  const weight = childrenOf(block).find((child) => keywordOf(child) === "weight");
  const value = weight === undefined ? undefined : integer(context, weight, [0, 65_535]);
  return { address: wordsAfterKeyword(block), weight: value ?? 1, place: block.place };
}

function wordsAfterKeyword(block: Block): string {
  return block.words
    .slice(1)
    .map((word) => word.text)
    .join(" ");
}
