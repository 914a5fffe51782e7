import { keywordOf, type Block } from "./block.ts";
import type { TrackProcess } from "./config.ts";
import { childrenOf, integer, seconds, valueOf, warn, type ReaderContext } from "./reader-context.ts";
import { readWeight } from "./script.ts";

type Draft = { -readonly [Key in keyof TrackProcess]: TrackProcess[Key] };

/** Reads `vrrp_track_process NAME { … }`; undefined where keepalived drops it. */
export function readTrackProcess(block: Block, context: ReaderContext): TrackProcess | undefined {
  const draft: Draft = {
    name: valueOf(context, block).text,
    process: undefined,
    weight: 0,
    reverse: false,
    quorum: 1,
    quorumMax: undefined,
    terminateDelayMs: 0,
    forkDelayMs: 0,
    fullCommand: false,
    place: block.place,
  };
  for (const child of childrenOf(block)) apply(draft, child, context);
  if (draft.process !== undefined) return draft;
  warn(context, `vrrp_track_process ${draft.name} names no process: ignored`, block.place);
  return undefined;
}

function apply(draft: Draft, block: Block, context: ReaderContext): void {
  const keyword = keywordOf(block);
  if (keyword === "process") readProcess(draft, block, context);
  else if (keyword === "weight") Object.assign(draft, readWeight(block, context, 254));
  else if (keyword === "quorum") draft.quorum = integer(context, block, [1, 65_535]) ?? draft.quorum;
  else if (keyword === "quorum_max") readQuorumMax(draft, block, context);
  else if (/^(?:(?:terminate|fork)_)?delay$/.test(keyword)) readDelay(draft, block, context);
  else if (keyword === "full_command" || keyword === "param_match") draft.fullCommand = true;
  else warn(context, `unknown keyword ${keyword} in vrrp_track_process`, block.place);
}

function readProcess(draft: Draft, block: Block, context: ReaderContext): void {
  valueOf(context, block);
  if (draft.process !== undefined) {
    warn(context, "a process was named before: ignored", block.place);
    return;
  }
  const words = block.words.slice(1).map((word) => word.text);
  draft.process = words.join(" ");
  draft.fullCommand ||= words.length > 1;
}

function readQuorumMax(draft: Draft, block: Block, context: ReaderContext): void {
  const most = integer(context, block, [0, 65_535]);
  if (most === undefined) return;
  if (most < draft.quorum && !(most === 0 && draft.quorum === 1)) {
    warn(context, "quorum_max is less than quorum: ignored", block.place);
    return;
  }
  draft.quorumMax = most;
  if (most === 0) draft.quorum = 0;
}

function readDelay(draft: Draft, block: Block, context: ReaderContext): void {
  const ms = seconds(context, block, [0.001, 3_600_000]);
  if (ms === undefined) return;
  if (keywordOf(block) !== "fork_delay") draft.terminateDelayMs = ms;
  if (keywordOf(block) !== "terminate_delay") draft.forkDelayMs = ms;
}
