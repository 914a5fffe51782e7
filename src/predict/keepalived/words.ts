import type { Place } from "../source-text.ts";
import type { Word } from "./block.ts";

/** A line's words, and whether a double quote in it was never closed (the rest of the line is then lost). */
export interface Words {
  readonly words: readonly Word[];
  readonly unmatched: boolean;
}

const space = /[ \t\f\n\r\v]*/y;
const plain = /[^ \t\f\n\r\v"]+/y;

/**
 * Cuts a line into words as `alloc_strvec` of keepalived's lib/parser.c: blanks separate, "…" is one word, and a
 * quote in the middle of a word begins the next one.
 */
export function splitWords(line: string, place: Place, exact: boolean): Words {
  const words: Word[] = [];
  const { file, line: number, column } = place;
  let index = 0;
  for (;;) {
    space.lastIndex = index;
    index += space.exec(line)?.[0].length ?? 0;
    if (index >= line.length) return { words, unmatched: false };
    const at = exact ? { file, line: number, column: column + index } : place;
    if (line[index] === '"') {
      const end = line.indexOf('"', index + 1);
      if (end === -1) return { words, unmatched: true };
      words.push({ text: line.slice(index + 1, end), place: at });
      index = end + 1;
    } else {
      plain.lastIndex = index;
      const text = plain.exec(line)?.[0] ?? "";
      words.push({ text, place: at });
      index += text.length;
    }
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["E", "\x1b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/**
 * The words of a line that holds a command, where ' and " and backslashes work as in a shell
 * (`alloc_strvec_quoted_escaped`). Undefined where a quote is open or a backslash ends the line.
 */
export function splitCommand(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? "";
    if (sign === "\\") {
      const escape = readEscape(line, at + 1);
      if (escape === undefined) return undefined;
      word = (word ?? "") + escape.text;
      at += escape.length;
    } else if (quote !== "" ? sign === quote : sign === '"' || sign === "'") {
      quote = quote === "" ? sign : "";
      word ??= "";
    } else if (quote === "" && /[ \t\f\n\r\v]/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + sign;
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}

function readEscape(
  line: string,
  at: number,
): { readonly text: string; readonly length: number } | undefined {
  const rest = line.slice(at, at + 32);
  if (rest === "") return undefined;
  const hex = /^x([\da-f]+)/i.exec(rest);
  if (hex !== null)
    return { text: String.fromCharCode(parseInt(hex[1] ?? "", 16) & 0xff), length: hex[0].length };
  const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
  if (octal !== undefined)
    return { text: String.fromCharCode(parseInt(octal, 8) & 0xff), length: octal.length };
  if (rest.startsWith("c") && rest.length > 1) {
    return { text: String.fromCharCode(rest.charCodeAt(1) & 0x1f), length: 2 };
  }
  const sign = rest[0] ?? "";
  return { text: escapes.get(sign) ?? sign, length: 1 };
}
