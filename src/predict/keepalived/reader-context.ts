import type { Place, SourceLines, Written } from "../source-text.ts";
import { keywordOf, type Block, type Word } from "./block.ts";
import type { Warning } from "./config.ts";
import { readBoolean, readDecimal, readInteger } from "./number.ts";

/** What every part of the reader shares: how to complain, and for which release it reads. */
export interface ReaderContext {
  readonly lines: SourceLines;
  readonly version: string;
  readonly warnings: Warning[];
}

/** More complaints than anybody reads: the rest is left out, or a file of a megabyte could make a million of them. */
const mostWarnings = 1_000;

/** keepalived complains here and goes on. */
export function warn({ warnings }: ReaderContext, text: string, place: Place): void {
  if (warnings.length < mostWarnings) warnings.push({ text, place });
  else if (warnings.length === mostWarnings)
    warnings.push({ text: "further complaints are left out", place });
}

/** The word after a keyword. Without it keepalived does not start at all (`null_strvec`, lib/parser.c). */
export function valueOf(context: ReaderContext, block: Block, index = 1): Word {
  const word = block.words[index];
  if (word !== undefined) return word;
  const last = block.words.at(-1);
  throw context.lines.error(
    last?.place ?? block.place,
    `a value after ${last?.text ?? "this"}`,
    "the end of the line",
  );
}

/** A whole number; undefined where keepalived ignores the line or takes its default. */
export function integer(
  context: ReaderContext,
  block: Block,
  range: readonly [number, number],
  { lenient = true, index = 1 }: { readonly lenient?: boolean; readonly index?: number } = {},
): number | undefined {
  const word = valueOf(context, block, index);
  const { value, fault } = readInteger(word.text, range, lenient);
  if (fault !== undefined) warn(context, `${keywordOf(block)}: ${fault}`, word.place);
  return value;
}

/** A time in seconds with decimals, as ms. The range is in ms. */
export function seconds(
  context: ReaderContext,
  block: Block,
  range: readonly [number, number],
): number | undefined {
  const word = valueOf(context, block);
  const { value, fault } = readDecimal(word.text, 6, [range[0] * 1_000, range[1] * 1_000]);
  if (fault !== undefined) warn(context, `${keywordOf(block)}: ${fault}`, word.place);
  return value === undefined ? undefined : value / 1_000;
}

/** A switch: nothing after the keyword means on; undefined where the word is no switch. */
export function boolean(context: ReaderContext, block: Block): boolean | undefined {
  const word = block.words[1];
  if (word === undefined) return true;
  const value = readBoolean(word.text);
  if (value === undefined) warn(context, `${keywordOf(block)}: neither on nor off`, word.place);
  return value;
}

/** A statement as it was written, secrets masked. */
export function writtenOf(block: Block): Written {
  return { place: block.place, text: block.words.map((word) => word.text).join(" ") };
}

/** The statements in the braces of a block. */
export function childrenOf(block: Block): readonly Block[] {
  return block.children ?? [];
}
