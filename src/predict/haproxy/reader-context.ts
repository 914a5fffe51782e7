import type { Place, SourceLines } from "../source-text.ts";
import type { HaproxyVersion, Notice } from "./config.ts";
import type { Word } from "./section.ts";
import { hasTrailingText, leadingInteger, parseTimeMs } from "./time.ts";

/** What every part of the reader shares: how to complain, and for which version it reads. */
export interface ReaderContext {
  readonly lines: SourceLines;
  readonly version: HaproxyVersion;
  readonly notices: Notice[];
  /** How many servers templates have made so far. */
  readonly templates: { servers: number };
}

export function warn(context: ReaderContext, text: string, place: Place): void {
  context.notices.push({ severity: "warning", text, place });
}

/** The word at `index`, or an error that says what is missing after the last one. */
export function wordAt(
  context: ReaderContext,
  words: readonly Word[],
  index: number,
  expected: string,
): Word {
  const word = words[index];
  if (word !== undefined) return word;
  const last = words.at(-1) ?? words[0];
  const place = last?.place ?? { file: "", line: 0, column: 1 };
  throw context.lines.error(place, `${expected} after ${last?.text ?? "this"}`, "the end of the line");
}

/** Refuses words after the `most` arguments that a keyword takes. */
export function atMost(context: ReaderContext, words: readonly Word[], most: number): void {
  const extra = words[most + 1];
  if (extra !== undefined) {
    throw context.lines.error(extra.place, `at most ${most} argument(s) of ${words[0]?.text ?? ""}`);
  }
}

/** A time in ms, at least `least`. */
export function timeMs(context: ReaderContext, word: Word, least = 0): number {
  const ms = parseTimeMs(word.text);
  if (typeof ms !== "number") {
    if (ms.fault === "too large") throw context.lines.error(word.place, "a time of at most 2147483647 ms");
    throw context.lines.error(word.place, "a time: digits, then us, ms, s, m, h, d or nothing for ms");
  }
  if (ms < least) throw context.lines.error(word.place, `a time of at least ${least} ms`);
  if (hasTrailingText(word.text))
    warn(context, "characters after the unit of a time are ignored", word.place);
  return ms;
}

/** A whole number in a range, read as HAProxy does: what stands at the front of the word. */
export function count(context: ReaderContext, word: Word, [least, most]: readonly [number, number]): number {
  const value = leadingInteger(word.text);
  if (value < least || value > most) {
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    throw context.lines.error(word.place, `a whole number ${range}`);
  }
  return value;
}

/** One of the words that a setting knows. */
export function choice<Choice extends string>(
  context: ReaderContext,
  word: Word,
  known: readonly Choice[],
): Choice {
  const found = known.find((each) => each === word.text);
  if (found === undefined)
    throw context.lines.error(word.place, known.join(", ").replace(/, ([^,]*)$/, " or $1"));
  return found;
}
