import type { Place, SourceFile, SourceLines } from "../source-text.ts";
import { maxLine } from "./definitions.ts";

/** A line of a file, or as much of it as keepalived reads at once. */
export interface LinePiece {
  readonly text: string;
  readonly place: Place;
}

interface OpenFile {
  readonly name: string;
  readonly lines: readonly string[];
  /** How many files include this one, one inside the other. */
  readonly depth: number;
  /** The next line, from 0, and where in it to go on (0 unless it is longer than a line may be). */
  next: number;
  from: number;
}

/** A file that includes itself would never end. */
const most = { depth: 32, files: 10_000, characters: 16 * 1024 * 1024 };

/** The file that is read and those that include it, innermost last. */
export class OpenFiles {
  readonly #lines: SourceLines;
  readonly #warn: (text: string, place: Place) => void;
  readonly #open: OpenFile[] = [];
  #included = { files: 0, characters: 0 };

  constructor(
    file: SourceFile,
    { lines, warn }: { readonly lines: SourceLines; readonly warn: (text: string, place: Place) => void },
  ) {
    this.#lines = lines;
    this.#warn = warn;
    this.#push(file, 0);
  }

  /** Puts files in front of what is left; false where they are too many. */
  include(files: readonly SourceFile[]): boolean {
    const depth = (this.#open.at(-1)?.depth ?? 0) + 1;
    this.#included = {
      files: this.#included.files + files.length,
      characters: files.reduce((sum, { text }) => sum + text.length, this.#included.characters),
    };
    for (const file of [...files].reverse()) this.#push(file, depth);
    const { files: count, characters } = this.#included;
    return depth <= most.depth && count <= most.files && characters <= most.characters;
  }

  next(): LinePiece | undefined {
    for (let file = this.#open.at(-1); file !== undefined; file = this.#open.at(-1)) {
      const raw = file.lines[file.next];
      if (raw !== undefined) return this.#piece(file, raw);
      this.#open.pop();
    }
    return undefined;
  }

  /** The line, or as much of it as keepalived's buffer takes; the rest is then a line of its own. */
  #piece(file: OpenFile, raw: string): LinePiece {
    const place = { file: file.name, line: file.next + 1, column: file.from + 1 };
    const rest = file.from === 0 ? raw : raw.slice(file.from);
    const length = fitting(rest, maxLine - 1);
    if (length < rest.length) {
      if (file.from === 0) this.#warn("the line is too long: its rest is read as a line of its own", place);
      file.from += length;
      return { text: rest.slice(0, length), place };
    }
    file.next += 1;
    file.from = 0;
    const text = /[\0\r]/.test(rest) ? rest.replace(/\0.*$/s, "").replace(/\r+$/, "") : rest;
    return { text, place };
  }

  #push(file: SourceFile, depth: number): void {
    this.#open.push({ name: file.name, lines: this.#lines.add(file), depth, next: 0, from: 0 });
  }
}

/** How many characters at the front fit into so many bytes of UTF-8. */
function fitting(text: string, bytes: number): number {
  if (text.length * 3 <= bytes) return text.length;
  let used = 0;
  let length = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    used += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (used > bytes) return length;
    length += sign.length;
  }
  return length;
}
