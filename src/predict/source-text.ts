import { HarnessError } from "../errors.ts";

/** A file as a reader takes it: its name for messages, and its text. No reader opens anything itself. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** Where something stands in a file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A setting as somebody wrote it: where, and its words with single spaces ("inter 3s"), secrets masked. */
export interface Written {
  readonly place: Place;
  readonly text: string;
}

/**
 * Which settings of a thing were written, by keyword ("inter", "timeout connect"). A keyword that is missing
 * here has its default in force. The place may lie elsewhere than the thing itself: a `defaults` section.
 */
export type WrittenAt = Readonly<Partial<Record<string, Written>>>;

/** What stands in the place of a secret wherever text leaves a reader. */
export const mask = "********";

/** Where a person looks at most to both sides of the mistake when a line is very long. */
const shownBefore = 60;
const shownAfter = 60;
const shownWord = 40;

/**
 * The lines of the files that a reader works on, so that an error can show the one it is about. Secrets are masked
 * by `maskLine`, which keeps a line's length: columns stay true.
 */
export class SourceLines {
  readonly #lines = new Map<string, readonly string[]>();
  readonly #maskLine: (line: string) => string;

  constructor(maskLine: (line: string) => string) {
    this.#maskLine = maskLine;
  }

  /** Takes a file in and returns its lines, without their line feeds. */
  add(file: SourceFile): readonly string[] {
    const lines = file.text.split("\n");
    this.#lines.set(file.name, lines);
    return lines;
  }

  /** `BAD_CONFIG` with "file:line:column: expected …, found …", the line, and a caret under the place. */
  error(place: Place, expected: string, found?: string): HarnessError {
    const line = this.#maskLine(this.#lines.get(place.file)?.[place.line - 1] ?? "");
    const where = `${place.file}:${place.line}:${place.column}`;
    return new HarnessError(
      "BAD_CONFIG",
      `${where}: expected ${expected}, found ${found ?? wordAt(line, place.column)}\n${excerpt(line, place.column)}`,
      { details: { ...place, expected } },
    );
  }
}

function wordAt(line: string, column: number): string {
  const word = /^\S+/.exec(line.slice(column - 1))?.[0] ?? "";
  if (word === "") return "the end of the line";
  return printable(word.length > shownWord ? `${word.slice(0, shownWord)}…` : word);
}

function excerpt(line: string, column: number): string {
  const from = Math.max(0, column - 1 - shownBefore);
  const cut = from > 0 ? "…" : "";
  const shown = printable(line.slice(from, column - 1 + shownAfter));
  return `  ${cut}${shown}\n  ${" ".repeat(cut.length + column - 1 - from)}^`;
}

/** Control characters would move the caret, or worse, drive the terminal. */
function printable(text: string): string {
  return text.replace(/\s/g, " ").replace(/\p{Cc}/gu, "?");
}
