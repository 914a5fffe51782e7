import type { Place } from "../source-text.ts";

/** One word of a line, definitions filled in. A secret's `text` is masked. */
export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** One statement: its words, and what stands in its braces if it has any. Known or not, it is kept. */
export interface Block {
  readonly words: readonly Word[];
  /** Undefined for a plain line; empty for `{ }`. */
  readonly children: readonly Block[] | undefined;
  readonly place: Place;
}

/** The lines as they were read, kept apart so that nothing that prints a block can print a secret. */
const lines = new WeakMap<Block, string>();

/** Keeps the line of a statement whose words do not say all of it. */
export function rememberLine(block: Block, line: string): void {
  if (/^(?:script|notify|auth_pass)/.test(keywordOf(block))) lines.set(block, line);
}

/** The line of a statement with everything in it: for commands, which have quotes of their own, and for secrets. */
export function lineOf(block: Block): string {
  return lines.get(block) ?? "";
}

/** The first word of a statement; empty for braces that belong to nothing. */
export function keywordOf(block: Block): string {
  return block.words[0]?.text ?? "";
}
