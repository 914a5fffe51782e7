import type { Block } from "./block.ts";
import { boolean, integer, seconds, warn, type ReaderContext } from "./reader-context.ts";

/** GARP settings as written; what is undefined is taken from elsewhere when the file has been read. */
export interface GarpDraft {
  delayMs: number;
  repeat: number;
  refreshMs: number;
  refreshRepeat: number;
  lowerPrioDelayMs: number | undefined;
  lowerPrioRepeat: number | undefined;
  intervalMs: number;
}

/** keepalived's own (include/vrrp.h). */
export const presetGarp: Readonly<GarpDraft> = {
  delayMs: 5_000,
  repeat: 5,
  refreshMs: 0,
  refreshRepeat: 1,
  lowerPrioDelayMs: undefined,
  lowerPrioRepeat: undefined,
  intervalMs: 0,
};

const unsigned = 2 ** 32 - 1;
/** Delays are kept in microseconds in 32 bits. */
const longestDelay = Math.floor(unsigned / 1_000_000);

type Apply = (draft: GarpDraft, block: Block, context: ReaderContext) => void;

/** The keywords without the prefix "vrrp_" that they have in global_defs. */
const keywords: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  [
    "garp_master_delay",
    (draft, block, context) => setSeconds(draft, "delayMs", integer(context, block, [0, longestDelay])),
  ],
  ["garp_master_repeat", (draft, block, context) => setRepeat(draft, "repeat", block, context)],
  [
    "garp_master_refresh",
    (draft, block, context) => setSeconds(draft, "refreshMs", integer(context, block, [0, unsigned]) ?? 0),
  ],
  [
    "garp_master_refresh_repeat",
    (draft, block, context) => setRepeat(draft, "refreshRepeat", block, context),
  ],
  [
    "garp_lower_prio_delay",
    (draft, block, context) =>
      setSeconds(draft, "lowerPrioDelayMs", integer(context, block, [0, longestDelay])),
  ],
  [
    "garp_lower_prio_repeat",
    (draft, block, context) => {
      draft.lowerPrioRepeat = integer(context, block, [0, 2 ** 31 - 1]) ?? draft.lowerPrioRepeat;
    },
  ],
]);

/** Applies a GARP keyword of an instance, or of global_defs with its prefix gone; false where it is none. */
export function applyGarp(name: string, draft: GarpDraft, block: Block, context: ReaderContext): boolean {
  const apply = keywords.get(name);
  apply?.(draft, block, context);
  return apply !== undefined;
}

/** `vrrp_garp_interval`, which only global_defs knows. */
export function applyGarpInterval(draft: GarpDraft, block: Block, context: ReaderContext): void {
  draft.intervalMs = seconds(context, block, [0.001, unsigned / 1_000]) ?? draft.intervalMs;
}

/** `vrrp_min_garp`: one announcement and no second round, unless something else was set before. */
export function applyMinGarp(draft: GarpDraft, block: Block, context: ReaderContext): void {
  if (boolean(context, block) !== true) return;
  if (draft.repeat === presetGarp.repeat) draft.repeat = 1;
  if (draft.refreshRepeat === presetGarp.refreshRepeat) draft.refreshRepeat = 0;
  if (draft.delayMs === presetGarp.delayMs) draft.delayMs = 0;
}

function setSeconds(
  draft: GarpDraft,
  name: "delayMs" | "refreshMs" | "lowerPrioDelayMs",
  value: number | undefined,
): void {
  if (value !== undefined) draft[name] = value * 1_000;
}

function setRepeat(
  draft: GarpDraft,
  name: "repeat" | "refreshRepeat",
  block: Block,
  context: ReaderContext,
): void {
  const value = integer(context, block, [0, unsigned]);
  if (value === 0) warn(context, "a repeat of 0 is taken as 1", block.place);
  if (value !== undefined) draft[name] = Math.max(1, value);
}
