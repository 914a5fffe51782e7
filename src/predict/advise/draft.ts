import { readHaproxy } from "../haproxy/read.ts";
import { readKeepalived } from "../keepalived/read.ts";
import type { ReadOptions } from "../model/read-balancers.ts";
import { readSetup, type Readers, type Setup } from "../setup.ts";
import type { Place, SourceFile } from "../source-text.ts";
import { Remembered } from "./remembered.ts";
import { isSecretLine } from "./secret-line.ts";

/** What all drafts of one piece of advice share. */
interface Origin {
  readonly files: readonly SourceFile[];
  readonly options: ReadOptions;
  /** The files as they were, included ones too, once something has been read. */
  readonly originals: Map<string, string>;
  /** Lines that a change would have to touch and may not, with the reason; found by any draft. */
  readonly refusals: Map<string, string>;
  /** What drafts with the same texts describe; changes are tried and taken back many times over. */
  readonly setups: Remembered<Setup>;
  /** Most changes touch one file of several. */
  readonly readers: Readers;
}

/**
 * The user's files with some lines changed, and what they describe now. A draft is never changed: each edit makes another
 * one. Lines count from 1. An edit of a line that may hold a secret, or that does not stand in its file as it was read
 * (definitions make lines of their own), is refused and remembered.
 */
export class Draft {
  readonly #origin: Origin;
  /** The lines of the files that have been changed. */
  readonly #edited: ReadonlyMap<string, readonly string[]>;
  #setup: Setup | undefined;

  private constructor(origin: Origin, edited: ReadonlyMap<string, readonly string[]>) {
    this.#origin = origin;
    this.#edited = edited;
  }

  /** Throws BAD_INPUT or BAD_CONFIG where the files cannot be read. */
  static of(files: readonly SourceFile[], options: ReadOptions): Draft {
    const originals = new Map(files.map(({ name, text }) => [name, text]));
    const origin = { files, options, originals, refusals: new Map<string, string>() };
    const draft = new Draft(
      { ...origin, setups: new Remembered(), readers: rememberingReaders() },
      new Map(),
    );
    draft.#setup = draft.#read();
    return draft;
  }

  get setup(): Setup {
    this.#setup ??= this.#read();
    return this.#setup;
  }

  /** "file:line: reason", for what a person has to change by hand. */
  get refusals(): readonly string[] {
    return [...this.#origin.refusals].map(([place, reason]) => `${place}: ${reason}`);
  }

  /** The files that differ from the user's. */
  get changed(): readonly { readonly name: string; readonly before: string; readonly after: string }[] {
    return [...this.#edited].flatMap(([name, lines]) => {
      const after = lines.join("\n");
      const before = this.#origin.originals.get(name) ?? "";
      return before === after ? [] : [{ name, before, after }];
    });
  }

  lineAt({ file, line }: Pick<Place, "file" | "line">): string | undefined {
    return this.#linesOf(file)[line - 1];
  }

  /** Replaces what `pattern` (sticky) finds exactly at the place. */
  replaceAt(place: Place, pattern: RegExp, replacement: string): Draft {
    const line = this.lineAt(place) ?? "";
    const at = place.column - 1;
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = at;
    const found = sticky.exec(line)?.[0];
    if (found === undefined) return this.refuse(place, "the line is made by a definition or quoted");
    if (this.#isSecret(place)) return this.refuse(place, "the line may hold a secret");
    const changed = line.slice(0, at) + replacement + line.slice(at + found.length);
    return this.#withLines(place.file, (lines) => lines.with(place.line - 1, changed));
  }

  /** Inserts lines before a line, with that line's indentation and line end. */
  insertBefore(place: Pick<Place, "file" | "line">, texts: readonly string[]): Draft {
    return this.#insert(place.file, place.line - 1, texts, this.lineAt(place) ?? "");
  }

  /** Inserts lines after a line, with that line's indentation and line end. */
  insertAfter(place: Pick<Place, "file" | "line">, texts: readonly string[]): Draft {
    return this.#insert(place.file, place.line, texts, this.lineAt(place) ?? "");
  }

  /** Adds lines at the end of a file, as they are. */
  append(file: string, texts: readonly string[]): Draft {
    const lines = this.#linesOf(file);
    const carriage = lines[0]?.endsWith("\r") === true ? "\r" : "";
    const at = lines.at(-1) === "" ? lines.length - 1 : lines.length;
    return this.#withLines(file, (all) => all.toSpliced(at, 0, ...texts.map((text) => text + carriage)));
  }

  #insert(file: string, at: number, texts: readonly string[], like: string): Draft {
    const indentation = /^[ \t]*/.exec(like)?.[0] ?? "";
    const carriage = like.endsWith("\r") ? "\r" : "";
    const added = texts.map((text) => (text === "" ? carriage : indentation + text + carriage));
    return this.#withLines(file, (lines) => lines.toSpliced(at, 0, ...added));
  }

  #withLines(file: string, change: (lines: readonly string[]) => readonly string[]): Draft {
    return new Draft(this.#origin, new Map([...this.#edited, [file, change(this.#linesOf(file))]]));
  }

  /** Leaves a line to a person; the same draft. */
  refuse({ file, line }: Place, reason: string): this {
    this.#origin.refusals.set(`${file}:${line}`, reason);
    return this;
  }

  #isSecret({ file, line }: Place): boolean {
    return isSecretLine(this.#linesOf(file), line - 1);
  }

  #linesOf(file: string): readonly string[] {
    return this.#edited.get(file) ?? (this.#origin.originals.get(file) ?? "").split("\n");
  }

  #read(): Setup {
    const { files, options, originals, setups, readers } = this.#origin;
    const now = ({ name, text }: SourceFile): SourceFile => ({
      name,
      text: this.#edited.get(name)?.join("\n") ?? text,
    });
    const { include } = options;
    if (include === undefined) {
      const texts = files.map(now);
      return setups.get(keyOf(texts), () => readSetup(texts, options, readers));
    }
    return readSetup(files.map(now), {
      ...options,
      include: (glob, from) =>
        include(glob, from).map((file) => {
          originals.set(file.name, file.text);
          return now(file);
        }),
    });
  }
}

/** Readers that know a file again, whole and by its name: places tell the name. */
function rememberingReaders(): Readers {
  const haproxy = new Remembered<ReturnType<Readers["haproxy"]>>();
  const keepalived = new Remembered<ReturnType<Readers["keepalived"]>>();
  return {
    haproxy: (files, options) => haproxy.get(keyOf(files), () => readHaproxy(files, options)),
    keepalived: (file, options) =>
      keepalived.get(`${options?.hostName ?? ""}\0${keyOf([file])}`, () => readKeepalived(file, options)),
  };
}

function keyOf(files: readonly SourceFile[]): string {
  return files.map(({ name, text }) => `${name}\0${text}`).join("\0");
}
