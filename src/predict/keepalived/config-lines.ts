import type { Place, SourceFile, SourceLines } from "../source-text.ts";
import { decomment } from "./decomment.ts";
import { Definitions, maxLine, parseDefinition } from "./definitions.ts";
import { OpenFiles } from "./open-files.ts";
import { parseSequence, type Sequence } from "./sequence.ts";

/** One line as keepalived's parser hands it on: a statement, "{" or "}". */
export interface ConfigLine {
  readonly text: string;
  readonly place: Place;
  /** The text stands in the file exactly so, from `place` on; otherwise definitions have changed it. */
  readonly exact: boolean;
}

export interface ConfigLinesOptions {
  readonly lines: SourceLines;
  readonly hostName: string | undefined;
  readonly include: ((glob: string, from: string) => readonly SourceFile[]) | undefined;
  readonly warn: (text: string, place: Place) => void;
}

/** Lines that stand for others and have not been read yet: the rest of a definition, the rounds of a sequence. */
interface Pending {
  readonly place: Place;
  readonly count: number;
  readonly lineAt: (index: number) => string;
  next: number;
}

/** A definition of several lines that is being read. */
interface Unfinished {
  readonly name: string;
  readonly lines: string[];
}

/** What definitions and sequences may make, so that a short file cannot ask for an endless one. */
const maxMade = { lines: 65_536, characters: 4 * 1024 * 1024 };

/**
 * The lines of keepalived.conf and of what it includes, as `read_line` of keepalived's lib/parser.c produces them:
 * comments gone, `@host` lines chosen, definitions and sequences worked out, braces on lines of their own.
 */
export class ConfigLines {
  readonly #options: ConfigLinesOptions;
  readonly #files: OpenFiles;
  readonly #pending: Pending[] = [];
  readonly #definitions: Definitions;
  #residue: ConfigLine | undefined;
  #unfinished: Unfinished | undefined;
  #made = { lines: 0, characters: 0 };

  constructor(file: SourceFile, options: ConfigLinesOptions) {
    this.#options = options;
    const standard = {
      _PWD: folderOf(file.name),
      _INSTANCE: options.hostName ?? "",
      _RANDOM: "0",
      _HASH: "#",
      _BANG: "!",
    };
    this.#definitions = new Definitions(standard);
    this.#files = new OpenFiles(file, options);
  }

  /** The next line, or undefined at the end. */
  next(): ConfigLine | undefined {
    for (let line = this.#take(); line !== undefined; line = this.#take()) {
      if (this.#unfinished !== undefined && this.#continueDefinition(line.text)) continue;
      const first = line.text[0];
      if (first === "{" || first === "}") return this.#splitAtBrace(line);
      const made = first === undefined ? undefined : this.#interpret(line);
      if (made === undefined || made.text === "" || this.#include(made)) continue;
      return this.#splitAtBrace(made);
    }
    return undefined;
  }

  /** The next line before anything is made of it, from wherever lines come first. */
  #take(): ConfigLine | undefined {
    const residue = this.#residue;
    this.#residue = undefined;
    if (residue !== undefined) return residue;
    const pending = this.#pending.at(-1);
    if (pending === undefined) return this.#takeFromFile();
    const text = pending.lineAt(pending.next);
    pending.next += 1;
    if (pending.next >= pending.count) this.#pending.pop();
    this.#made = { lines: this.#made.lines + 1, characters: this.#made.characters + text.length };
    if (this.#made.lines > maxMade.lines || this.#made.characters > maxMade.characters) {
      throw this.#options.lines.error(
        pending.place,
        `at most ${maxMade.lines} lines made by definitions and sequences`,
        "more",
      );
    }
    return { text, place: pending.place, exact: false };
  }

  #takeFromFile(): ConfigLine | undefined {
    for (let piece = this.#files.next(); piece !== undefined; piece = this.#files.next()) {
      const { text, place } = piece;
      if (text === "") this.#endDefinition();
      const bare = decomment(text);
      if (bare.unterminated) this.#options.warn("a quote is not closed on its line", place);
      if (bare.text === "") continue;
      const exact = text.startsWith(bare.text, bare.from);
      return { text: bare.text, place: { ...place, column: place.column + bare.from }, exact };
    }
    return undefined;
  }

  /** What a line means after `@host`, definitions and sequences; undefined where it leaves no line. */
  #interpret(line: ConfigLine): ConfigLine | undefined {
    let { text, exact } = line;
    for (let round = 0; round <= maxLine; round += 1) {
      if (!/[@$~]/.test(text)) return line.text === text ? line : { ...line, text, exact };
      if (text.startsWith("@")) {
        const kept = this.#chooseHost(text, line.place);
        if (kept === undefined) return undefined;
        exact = false;
        text = kept;
      }
      if (this.#define(text) || this.#startSequence(text, line.place)) return undefined;
      if (text.startsWith("~") || !text.includes("$")) return { ...line, text, exact };
      const filled = this.#fillIn(text, line.place);
      if (filled === undefined) return { ...line, text, exact };
      text = filled;
      exact = false;
      if (!/^[@~]|\$/.test(text)) return { ...line, text, exact };
    }
    throw this.#options.lines.error(
      line.place,
      "definitions that come to an end",
      "one that leads back to itself",
    );
  }

  /** `@host text` and `@^host text`: the text where this is (not) the host. */
  #chooseHost(text: string, place: Place): string | undefined {
    const parts = /^@(\^?)([^ \t]*)[ \t]+(.*)$/s.exec(text);
    if (parts === null) return undefined;
    const { hostName } = this.#options;
    if (hostName === undefined)
      this.#options.warn("the line is for one host, and no host name was given", place);
    const id = hostName?.split(".")[0];
    return (parts[2] === id) === (parts[1] === "") ? (parts[3] ?? "") : undefined;
  }

  #define(text: string): boolean {
    const definition = parseDefinition(text);
    if (definition === undefined) return false;
    const { name, value } = definition;
    if (value.endsWith("\\")) {
      const first = value.slice(0, -1).trimEnd();
      this.#unfinished = { name, lines: first === "" ? [] : [first] };
    } else this.#definitions.set(name, [value], false);
    return true;
  }

  /** One more line of a definition; false where there is none being read. */
  #continueDefinition(text: string): boolean {
    if (this.#unfinished === undefined) return false;
    const more = text.endsWith("\\");
    const line = more ? text.slice(0, -1).trimEnd() : text;
    if (line !== "") this.#unfinished.lines.push(line);
    if (!more) this.#endDefinition();
    return true;
  }

  #endDefinition(): void {
    if (this.#unfinished === undefined) return;
    const { name, lines } = this.#unfinished;
    this.#definitions.set(name, lines, lines.length > 0);
    this.#unfinished = undefined;
  }

  #startSequence(text: string, place: Place): boolean {
    if (!/^~(?:SEQ|LST)/.test(text)) return false;
    const sequence = parseSequence(text, (given) => this.#definitions.replace(given)?.text ?? given);
    if (sequence === undefined) this.#options.warn(`invalid ${text.slice(0, 4)}: left out`, place);
    else this.#push(sequence.rounds, (round) => this.#round(sequence, round), place);
    return true;
  }

  #round(sequence: Sequence, round: number): string {
    const values = sequence.valuesAt(round);
    sequence.names.forEach((name, index) => this.#definitions.set(name, [values[index] ?? ""], false));
    return sequence.text;
  }

  #fillIn(text: string, place: Place): string | undefined {
    if (text.includes("_RANDOM"))
      this.#options.warn("$_RANDOM is read as 0: keepalived takes another number each time", place);
    const replaced = this.#definitions.replace(text);
    if (replaced === undefined) {
      throw this.#options.lines.error(
        place,
        "definitions that come to an end",
        "one that leads back to itself",
      );
    }
    if (replaced.tooLong)
      this.#options.warn(
        `the line would be longer than ${maxLine - 1} characters: not all is filled in`,
        place,
      );
    if (!replaced.changed) return undefined;
    const { following } = replaced;
    if (following.length > 0) this.#push(following.length, (index) => following[index] ?? "", place);
    return replaced.tooLong ? undefined : decomment(replaced.text).text;
  }

  #push(count: number, lineAt: (index: number) => string, place: Place): void {
    this.#pending.push({ place, count, lineAt, next: 0 });
  }

  #include(line: ConfigLine): boolean {
    const parts = line.text.startsWith("include") ? /^include([rmwba]?)\s\s*(.*)$/s.exec(line.text) : null;
    if (parts === null) return false;
    const { include, lines, warn } = this.#options;
    const glob = parts[2] ?? "";
    if (include === undefined) throw lines.error(line.place, "a reader that was given the included files");
    const files = include(glob, line.place.file);
    if (files.length === 0) warn(`no file matches ${glob}`, line.place);
    if (!this.#files.include(files)) {
      throw lines.error(line.place, "includes that come to an end, of at most 16 MiB", "more");
    }
    return true;
  }

  /** Puts braces outside quotes on lines of their own; the rest of the line is read next. */
  #splitAtBrace(line: ConfigLine): ConfigLine {
    const { text, place, exact } = line;
    const at = braceAt(text);
    if (at === -1 || text.length === 1) return line;
    const end = at === 0 ? 1 : at;
    let from = end;
    while (at === 0 && (text[from] === " " || text[from] === "\t")) from += 1;
    if (from < text.length) {
      const { file, line: number, column } = place;
      const there = exact ? { file, line: number, column: column + from } : place;
      this.#residue = { text: text.slice(from), place: there, exact };
    }
    return { text: text.slice(0, end).trimEnd(), place, exact };
  }
}

/** Where the first brace outside quotes is; -1 where there is none, or an open quote before it. */
function braceAt(text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "{" || sign === "}") return at;
    if (sign !== '"') continue;
    const close = text.indexOf('"', at + 1);
    if (close === -1) return -1;
    at = close;
  }
  return -1;
}

function folderOf(name: string): string {
  return name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : ".";
}
