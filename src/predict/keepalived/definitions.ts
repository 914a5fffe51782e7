/** What `$NAME` stands for: one line of text, or several. */
interface Definition {
  readonly lines: readonly string[];
  readonly multiline: boolean;
}

/** A line with its definitions filled in; a multi-line definition at its end leaves lines to come. */
export interface Replaced {
  readonly text: string;
  readonly following: readonly string[];
  readonly changed: boolean;
  /** keepalived fills in text only up to the length of its line buffer, and leaves the rest of the line as it is. */
  readonly tooLong: boolean;
}

/** keepalived's MAXBUF: no line is longer, and none becomes longer. */
export const maxLine = 1024;

/** `$NAME=text` of a line; undefined where the line is none. */
export function parseDefinition(line: string): { readonly name: string; readonly value: string } | undefined {
  const parts = /^\$([A-Za-z_]\w*)=[ \t]*(.*)$/s.exec(line);
  return parts === null ? undefined : { name: parts[1] ?? "", value: parts[2] ?? "" };
}

/** The definitions in force while a file is read (keepalived, lib/parser.c: `replace_param`, `find_definition`). */
export class Definitions {
  readonly #known = new Map<string, Definition>();

  constructor(standard: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(standard)) this.set(name, [value], false);
  }

  set(name: string, lines: readonly string[], multiline: boolean): void {
    this.#known.set(name, { lines, multiline });
  }

  /**
   * Fills in `$NAME` (followed by a blank, a comma, a parenthesis or the end) and `${NAME}`. What was filled in is
   * looked through again. Undefined where that never ends: keepalived hangs on such a file.
   */
  replace(line: string): Replaced | undefined {
    let text = line;
    let following: readonly string[] = [];
    let changed = false;
    let from = 0;
    for (let steps = 0; ; steps += 1) {
      const at = text.indexOf("$", from);
      if (at === -1) return { text, following, changed, tooLong: false };
      const use = this.#find(text, at);
      if (use === undefined) from = at + 1;
      else {
        if (steps > maxLine) return undefined;
        const [first = "", ...rest] = use.definition.lines;
        if (text.length - use.length + first.length >= maxLine)
          return { text, following, changed, tooLong: true };
        text = text.slice(0, at) + first + text.slice(at + use.length);
        if (use.definition.multiline) following = [...rest, ...following];
        changed = true;
        from = at;
        if (/^[ \t]*~/.test(first)) return { text, following, changed, tooLong: false };
      }
    }
  }

  #find(text: string, at: number): { readonly definition: Definition; readonly length: number } | undefined {
    const pattern = /\$(?:\{([A-Za-z_]\w*)((?: [ \d]*\d)?)\}|([A-Za-z_]\w*)(?=[ \t,)]|$))/y;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const name = match?.[1] ?? match?.[3];
    const definition = name === undefined ? undefined : this.#known.get(name);
    if (match === null || definition === undefined) return undefined;
    const length = match[0].length;
    if (definition.multiline && at + length < text.length) return undefined;
    // Only ${_RANDOM 1 9} takes parameters.
    if ((match[2] ?? "") !== "" && name !== "_RANDOM") return undefined;
    return { definition, length };
  }
}
