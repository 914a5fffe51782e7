import type { Place, SourceFile, SourceLines } from "../source-text.ts";
import { ConditionBlocks } from "./condition-blocks.ts";
import { evaluateCondition, type ConditionFacts } from "./condition.ts";
import type { Notice } from "./config.ts";
import { lexLine, type LineContext } from "./line-lexer.ts";
import { maskWords, mayHoldSecret } from "./secrets.ts";
import type { Directive, Section, Word } from "./section.ts";
import { expandAddresses } from "./expand-addresses.ts";

/** The words that open a section in HAProxy 2.4 to 3.x; every other first word is a directive. */
const sectionKinds = new Set([
  "global",
  "defaults",
  "listen",
  "frontend",
  "backend",
  "peers",
  "resolvers",
  "userlist",
  "mailers",
  "cache",
  "program",
  "ring",
  "http-errors",
  "log-forward",
  "log-profile",
  "fcgi-app",
  "crt-store",
  "acme",
  "traces",
  "namespace_list",
]);

/** What the layer of lines makes of the files. */
export interface Sections {
  readonly sections: readonly Section[];
  readonly notices: readonly Notice[];
}

/**
 * Reads files into sections in the order in which HAProxy reads them: macros (`.if` …) are obeyed, `setenv` and its
 * like change the environment for the lines that follow, variables are filled in, comments are gone.
 *
 * @throws HarnessError BAD_CONFIG for what no line of HAProxy's may contain.
 */
export function readSections(
  files: readonly SourceFile[],
  lines: SourceLines,
  facts: ConditionFacts,
): Sections {
  const reader = new SectionReader(lines, facts);
  for (const file of files) reader.read(file);
  return reader;
}

interface OpenSection extends Section {
  readonly directives: Directive[];
}

class SectionReader implements Sections {
  readonly sections: OpenSection[] = [];
  readonly notices: Notice[] = [];
  readonly #lines: SourceLines;
  readonly #facts: ConditionFacts;
  readonly #context: LineContext;
  #blocks = new ConditionBlocks();
  #section: OpenSection | undefined;
  #place: Place = { file: "", line: 0, column: 1 };

  constructor(lines: SourceLines, facts: ConditionFacts) {
    this.#lines = lines;
    this.#facts = facts;
    this.#context = {
      lines,
      environment: facts.environment,
      pseudo: (name) => this.#pseudo(name),
      unset: (name, place) => {
        this.notices.push({
          severity: "warning",
          text: `variable ${name} is not set: nothing is filled in`,
          place,
        });
      },
    };
  }

  read(file: SourceFile): void {
    this.#blocks = new ConditionBlocks();
    this.#section = undefined;
    const lines = this.#lines.add(file);
    lines.slice(0, -1).forEach((line, index) => {
      this.#place = { file: file.name, line: index + 1, column: 1 };
      this.#readLine(line);
    });
    const last = lines.at(-1) ?? "";
    if (last !== "") {
      const place = { file: file.name, line: lines.length, column: last.length + 1 };
      throw this.#lines.error(place, "a line feed after the last line", "the end of the file");
    }
    const open = this.#blocks.innermost;
    if (open !== undefined) throw this.#lines.error(open, "an .endif for this .if", "the end of the file");
  }

  #readLine(line: string): void {
    // A scope ("[name]") matters to SPOE files only.
    if (/^[ \t\v\f\r]*\[/.test(line)) return;
    const words = lexLine(line, this.#place, this.#context);
    const keyword = words[0]?.text ?? "";
    if (keyword === "") return;
    if (keyword.startsWith(".")) this.#readMacro(keyword, words);
    else if (this.#blocks.active) this.#readDirective(words, mayHoldSecret(line));
  }

  #readDirective(written: readonly Word[], secret: boolean): void {
    const words = expandAddresses(written, this.#facts.environment);
    const [first, ...rest] = words;
    if (first === undefined) return;
    if (sectionKinds.has(first.text)) this.#openSection(first, words);
    else if (this.#section === undefined) {
      throw this.#lines.error(first.place, "a section such as global, defaults, frontend or backend");
    } else {
      if (this.#section.kind === "global") this.#changeEnvironment(words);
      const modifier = first.text === "no" || first.text === "default" ? first.text : undefined;
      const plain = modifier === undefined || rest.length === 0 ? words : rest;
      const kept = secret ? maskWords(plain) : plain;
      this.#section.directives.push({
        modifier: kept.length < words.length ? modifier : undefined,
        words: kept,
        place: first.place,
      });
    }
  }

  #openSection(kind: Word, words: readonly Word[]): void {
    const name = words[1]?.text;
    this.#section = { kind: kind.text, name, words, directives: [], place: kind.place };
    this.sections.push(this.#section);
  }

  #changeEnvironment(words: readonly Word[]): void {
    const environment = this.#facts.environment;
    const [keyword, name = "", value = ""] = words.map((word) => word.text);
    const names = words.slice(1).map((word) => word.text);
    if (keyword === "setenv" || (keyword === "presetenv" && !environment.has(name)))
      environment.set(name, value);
    else if (keyword === "unsetenv") names.forEach((each) => environment.unset(each));
    else if (keyword === "resetenv") environment.keepOnly(names);
  }

  #readMacro(keyword: string, words: readonly Word[]): void {
    const place = words[0]?.place ?? this.#place;
    if (keyword === ".if") {
      if (!this.#blocks.if(place, () => this.#holds(words))) {
        throw this.#lines.error(place, "fewer than 100 nested .if");
      }
    } else if (keyword === ".elif") {
      if (!this.#blocks.elif(() => this.#holds(words))) throw this.#lines.error(place, "an .if before");
    } else if (keyword === ".else" || keyword === ".endif") {
      const extra = words[1];
      if (extra !== undefined) throw this.#lines.error(extra.place, `nothing after ${keyword}`);
      const fits = keyword === ".else" ? this.#blocks.else() : this.#blocks.endif();
      if (!fits) throw this.#lines.error(place, "an .if before");
    } else if (this.#blocks.active) this.#speak(keyword, words);
  }

  /** `.notice`, `.warning`, `.alert`, `.diag`: what the file says of itself. */
  #speak(keyword: string, words: readonly Word[]): void {
    const [macro, message, extra] = words;
    const place = macro?.place ?? this.#place;
    if (extra !== undefined) throw this.#lines.error(extra.place, `one message in quotes after ${keyword}`);
    const text = message?.text ?? "";
    if (keyword === ".alert") throw this.#lines.error(place, "a configuration without .alert");
    if (keyword === ".warning") this.notices.push({ severity: "warning", text, place });
    else if (keyword === ".notice" || keyword === ".diag")
      this.notices.push({ severity: "notice", text, place });
    else throw this.#lines.error(place, ".if, .elif, .else, .endif, .notice, .warning, .alert or .diag");
  }

  #holds(words: readonly Word[]): boolean {
    const terms = words.slice(1);
    const text = terms.map((word) => word.text).join(" ");
    return evaluateCondition(text, this.#facts, (at, expected) => {
      const place = terms.find((_, index) => at <= lengthTo(terms, index))?.place ?? this.#place;
      return this.#lines.error(place, expected);
    });
  }

  #pseudo(name: string): string | undefined {
    if (name === ".FILE") return this.#place.file;
    if (name === ".LINE") return String(this.#place.line);
    if (name === ".SECTION") return this.#section?.name ?? this.#section?.kind ?? "";
    return undefined;
  }
}

/** How far into the joined words the word at `index` reaches. */
function lengthTo(words: readonly Word[], index: number): number {
  return words.slice(0, index + 1).reduce((length, word) => length + word.text.length + 1, -1);
}
