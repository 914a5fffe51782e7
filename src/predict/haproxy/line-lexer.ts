import type { Place, SourceLines } from "../source-text.ts";
import type { Environment } from "./environment.ts";
import type { Word } from "./section.ts";

/** HAProxy's MAX_LINE_ARGS: a line of more words is refused. */
const maxWords = 64;

/** isspace of C; a carriage return is one only after another, otherwise it ends the line. */
const space = /[ \t\v\f]/;
const spaces = /[ \t\v\f\r]*/y;
const variableName = /\.\w*|[A-Za-z_]\w*/y;
/** Runs of characters that mean nothing, by the quotes that they stand in. */
const ordinary = { "'": /[^'\0\r]+/y, '"': /[^"\\$\0\r]+/y, "": /[^"'\\#\0 \t\v\f\r]+/y };
const escapes: Readonly<Record<string, string>> = {
  " ": " ",
  "\\": "\\",
  t: "\t",
  n: "\n",
  r: "\r",
  "#": "#",
  "'": "'",
  '"': '"',
};

/** What a line may refer to. */
export interface LineContext {
  readonly lines: SourceLines;
  readonly environment: Environment;
  /** "${.FILE}", "${.LINE}", "${.SECTION}". */
  readonly pseudo: (name: string) => string | undefined;
  /** Told of each variable that is filled in though nobody set it. */
  readonly unset: (name: string, place: Place) => void;
}

/**
 * Cuts one line into words as `parse_line` of HAProxy's src/tools.c does: spaces separate, `'…'` takes everything
 * as it is, `"…"` fills in variables, a backslash escapes, `#` outside quotes ends the line.
 *
 * @throws HarnessError BAD_CONFIG where HAProxy refuses the line.
 */
export function lexLine(line: string, place: Place, context: LineContext): readonly Word[] {
  return new LineLexer(line, place, context).words();
}

class LineLexer {
  readonly #line: string;
  readonly #start: Place;
  readonly #context: LineContext;
  readonly #words: Word[] = [];
  #at = 0;
  /** The word under way: its text, and where it began. */
  #text = "";
  #from = 0;
  #quote: { readonly sign: '"' | "'"; readonly at: number } | undefined;

  constructor(line: string, start: Place, context: LineContext) {
    this.#line = line;
    this.#start = start;
    this.#context = context;
  }

  words(): readonly Word[] {
    this.#skipSpaces();
    this.#from = this.#at;
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#take(next);
    if (this.#quote !== undefined) {
      throw this.#error(this.#quote.at, `a closing ${this.#quote.sign}`, "the end of the line");
    }
    if (this.#text !== "") this.#endWord();
    return this.#words;
  }

  /** The next character, or undefined at the end of the line or at a comment. */
  #next(): string | undefined {
    const next = this.#line[this.#at];
    if (next === "\0") throw this.#error(this.#at, "text", "a NUL character");
    if (next === "\r" || (next === "#" && this.#quote === undefined)) return undefined;
    return next;
  }

  #take(next: string): void {
    const quote = this.#quote?.sign;
    if (next === quote) {
      this.#quote = undefined;
      this.#at += 1;
    } else if (quote === undefined && (next === '"' || next === "'")) {
      this.#quote = { sign: next, at: this.#at };
      this.#at += 1;
    } else if (next === "\\" && quote !== "'") this.#takeEscape();
    else if (next === "$" && quote === '"') this.#takeVariable();
    else if (quote === undefined && space.test(next)) this.#takeSpace();
    else this.#takePlain(quote);
  }

  /** A blank after the last word that fits begins one word too many, even at the end of the line. */
  #takeSpace(): void {
    this.#endWord();
    this.#skipSpaces();
    this.#from = this.#at;
    if (this.#words.length >= maxWords) throw this.#error(this.#at, `at most ${maxWords} words on a line`);
  }

  /** As many ordinary characters as there are in a row. */
  #takePlain(quote: '"' | "'" | undefined): void {
    const text = this.#match(ordinary[quote ?? ""]) ?? this.#line[this.#at] ?? "";
    this.#text += text;
    this.#at += text.length;
  }

  #takeEscape(): void {
    const after = this.#line[this.#at + 1] ?? "";
    if (after === "x") {
      const hex = /^[\da-f]{2}/i.exec(this.#line.slice(this.#at + 2, this.#at + 4))?.[0];
      if (hex === undefined) throw this.#error(this.#at, "two hexadecimal digits after \\x");
      this.#text += String.fromCharCode(parseInt(hex, 16));
      this.#at += 4;
      return;
    }
    const dollar = after === "$" && this.#quote !== undefined;
    const escaped = dollar ? "$" : escapes[after];
    this.#text += escaped ?? "\\";
    this.#at += escaped === undefined ? 1 : 2;
  }

  /** `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`: only inside double quotes. */
  #takeVariable(): void {
    const at = this.#at;
    const braced = this.#line[at + 1] === "{";
    this.#at += braced ? 2 : 1;
    const name = this.#match(variableName);
    if (name === undefined) throw this.#error(this.#at, "the name of a variable after $");
    this.#at += name.length;
    let value = this.#valueOf(name, at);
    let split = false;
    if (braced) {
      split = this.#line[this.#at] === "[";
      if (split) this.#skipExpected("[*]");
      if (this.#line[this.#at] === "-") value ??= this.#takeDefault(at);
      this.#skipBrace(at);
    }
    if (value === undefined) this.#context.unset(name, this.#place(at));
    this.#fillIn(value ?? "", split, at);
  }

  #valueOf(name: string, at: number): string | undefined {
    if (!name.startsWith(".")) return this.#context.environment.get(name);
    const value = this.#context.pseudo(name);
    if (value === undefined) throw this.#error(at, "${.FILE}, ${.LINE} or ${.SECTION}");
    return value;
  }

  /** What follows the `-` up to the closing brace, as it is. */
  #takeDefault(open: number): string {
    const end = this.#line.indexOf("}", this.#at);
    if (end === -1) throw this.#error(open, "a closing } of the variable");
    return this.#line.slice(this.#at + 1, end);
  }

  #skipBrace(open: number): void {
    const end = this.#line[this.#at] === "-" ? this.#line.indexOf("}", this.#at) : this.#at;
    if (end === -1 || this.#line[end] !== "}") throw this.#error(open, "a closing } of the variable");
    this.#at = end + 1;
  }

  #skipExpected(text: string): void {
    if (!this.#line.startsWith(text, this.#at)) throw this.#error(this.#at, text);
    this.#at += text.length;
  }

  #fillIn(value: string, split: boolean, at: number): void {
    if (!this.#context.environment.spend(value.length)) {
      throw this.#error(at, "at most 4 MiB of text from variables in all files", "more");
    }
    const parts = split ? value.split(/\s+/) : [value];
    parts.forEach((part, index) => {
      if (index > 0) this.#endWord();
      this.#text += part;
    });
  }

  #endWord(): void {
    if (this.#words.length >= maxWords) throw this.#error(this.#from, `at most ${maxWords} words on a line`);
    this.#words.push({ text: this.#text, place: this.#place(this.#from) });
    this.#text = "";
  }

  #skipSpaces(): void {
    this.#at += this.#match(spaces)?.length ?? 0;
  }

  #match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.#at;
    return sticky.exec(this.#line)?.[0];
  }

  #place(at: number): Place {
    const { file, line, column } = this.#start;
    return { file, line, column: column + at };
  }

  #error(at: number, expected: string, found?: string): Error {
    return this.#context.lines.error(this.#place(at), expected, found);
  }
}
