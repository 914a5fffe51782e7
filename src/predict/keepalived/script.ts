import { isAtLeast } from "../timing/release.ts";
import type { Written } from "../source-text.ts";
import { keywordOf, type Block } from "./block.ts";
import { readCommand } from "./command.ts";
import type { VrrpScript } from "./config.ts";
import {
  childrenOf,
  integer,
  seconds,
  valueOf,
  warn,
  writtenOf,
  type ReaderContext,
} from "./reader-context.ts";

/** Microseconds in 32 bits, in seconds. */
const longest = 4_294;

/** Reads `vrrp_script NAME { … }` with keepalived's defaults (`alloc_vrrp_script`, vrrp/vrrp_data.c). */
export function readScript(block: Block, context: ReaderContext): VrrpScript {
  const name = valueOf(context, block).text;
  const draft = { weight: 0, reverse: false, rise: 1, fall: 1, initFail: false, intervalMs: 1_000 };
  let script: string | undefined;
  let user: string | undefined;
  let timeoutMs: number | undefined;
  const writtenAt = new Map<string, Written>();
  for (const child of childrenOf(block)) {
    const keyword = keywordOf(child);
    if (keyword === "script") script = commandOf(child, context);
    else if (keyword === "user") user = valueOf(context, child).text;
    else if (keyword === "interval") draft.intervalMs = period(child, context) ?? draft.intervalMs;
    else if (keyword === "timeout") timeoutMs = period(child, context) ?? timeoutMs;
    else if (keyword === "weight") Object.assign(draft, readWeight(child, context, 253));
    else if (keyword === "rise" || keyword === "fall")
      draft[keyword] = integer(context, child, [1, 2 ** 31 - 1]) ?? 1;
    else if (keyword === "init_fail") draft.initFail = true;
    else warn(context, `unknown keyword ${keyword} in vrrp_script`, child.place);
    writtenAt.set(keyword, writtenOf(child));
  }
  const usable = script !== undefined;
  if (!usable) warn(context, `vrrp_script ${name} has no script: removed`, block.place);
  const written = Object.fromEntries(writtenAt);
  return {
    name,
    script,
    user,
    ...draft,
    timeoutMs: timeoutMs ?? draft.intervalMs,
    usable,
    place: block.place,
    writtenAt: written,
  };
}

/** keepalived crashes on a quote that is not closed here. */
function commandOf(block: Block, context: ReaderContext): string | undefined {
  const read = readCommand(context, block);
  if (read === "open") throw context.lines.error(block.place, "a command whose quotes are closed");
  return read.command;
}

/** Whole seconds until 2.3.2, decimals from then on; 0 is taken as the least that there is. */
function period(block: Block, context: ReaderContext): number | undefined {
  const fine = isAtLeast(context.version, "2.3.2");
  const ms = fine ? seconds(context, block, [0, longest * 1_000]) : wholeSeconds(block, context);
  if (ms === 0) warn(context, `${keywordOf(block)} must be more than 0: taken as 1 s`, block.place);
  return ms === 0 ? 1_000 : ms;
}

function wholeSeconds(block: Block, context: ReaderContext): number | undefined {
  const value = integer(context, block, [0, longest]);
  return value === undefined ? undefined : value * 1_000;
}

/** `weight N [reverse]`. */
export function readWeight(
  block: Block,
  context: ReaderContext,
  most: number,
): { weight: number; reverse: boolean } {
  const weight = integer(context, block, [-most, most]) ?? 0;
  const option = block.words[2];
  if (option !== undefined && option.text !== "reverse")
    warn(context, `unknown weight option ${option.text}`, option.place);
  return { weight, reverse: option?.text === "reverse" };
}
