import type { Place } from "../source-text.ts";

/** One word of a line after quotes, escapes and variables are done. A secret's `text` is masked. */
export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** One directive: its words in order, the keyword first. Known to the reader or not, it is kept. */
export interface Directive {
  /** `no option …`, `default option …`: the word before the keyword. */
  readonly modifier?: "no" | "default" | undefined;
  readonly words: readonly Word[];
  readonly place: Place;
}

/** A section as it stands in the files: `backend kms`, `defaults tcp from base`, `resolvers dns`. */
export interface Section {
  /** "global", "defaults", "listen", "frontend", "backend", "peers", "resolvers", "userlist", … */
  readonly kind: string;
  readonly name: string | undefined;
  /** All words of the opening line, the kind first. */
  readonly words: readonly Word[];
  readonly directives: readonly Directive[];
  readonly place: Place;
}

/** The directive as a person would write it again, secrets masked. */
export function textOf(directive: Directive): string {
  const words = directive.words.map((word) => word.text).join(" ");
  return directive.modifier === undefined ? words : `${directive.modifier} ${words}`;
}

/**
 * The words up to the first empty one. HAProxy ends a line's arguments there (`server a 192.0.2.1:80 "" check` is
 * not checked), which is how an unset variable silently cuts a line short.
 */
export function effectiveWords(directive: { readonly words: readonly Word[] }): readonly Word[] {
  const end = directive.words.findIndex((word) => word.text === "");
  return end === -1 ? directive.words : directive.words.slice(0, end);
}
