/** A line without its comment, and what was odd about it. */
export interface BareLine {
  /** Without leading and trailing blanks; a continuation mark (`\`) stays as the last character. */
  readonly text: string;
  /** Where the text begins in the line given, from 0. */
  readonly from: number;
  /** A double quote was opened and not closed: keepalived complains, and no comment was looked for after it. */
  readonly unterminated: boolean;
}

const special = /[!#"\\]/g;

function blanksAt(line: string): number {
  let from = 0;
  while (line[from] === " " || line[from] === "\t") from += 1;
  return from;
}

/**
 * Takes the comment away as `decomment` of keepalived's lib/parser.c: `#` and `!` begin one anywhere outside double
 * quotes, `\#` and `\!` stand for the signs themselves, a `\` at the end is kept for multi-line definitions.
 */
export function decomment(line: string): BareLine {
  const from = blanksAt(line);
  if (line.search(special) === -1)
    return { text: withoutBlanks(line.slice(from)), from, unterminated: false };
  const pieces: string[] = [];
  let taken = from;
  let quoted = false;
  let commented = false;
  let continues = false;
  special.lastIndex = from;
  for (let match = special.exec(line); match !== null; match = special.exec(line)) {
    const at = match.index;
    const sign = match[0];
    if (sign === '"') quoted = commented ? quoted : !quoted;
    else if (sign === "\\") {
      const next = line[at + 1];
      if (next === undefined) continues = true;
      else if (!quoted && !commented && (next === "#" || next === "!")) {
        pieces.push(line.slice(taken, at));
        taken = at + 1;
      }
      special.lastIndex = at + 2;
    } else if (!quoted && !commented) {
      pieces.push(line.slice(taken, at));
      commented = true;
    }
  }
  if (!commented) pieces.push(line.slice(taken, continues ? -1 : undefined));
  const text = withoutBlanks(pieces.join("")) + (continues ? "\\" : "");
  return { text, from, unterminated: quoted };
}

function withoutBlanks(text: string): string {
  let end = text.length;
  while (text[end - 1] === " " || text[end - 1] === "\t") end -= 1;
  return text.slice(0, end);
}
