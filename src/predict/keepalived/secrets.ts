import { mask } from "../source-text.ts";
import type { Word } from "./block.ts";

/** Keywords whose next word is a secret, misspelt ones included. */
const before = /^(?:auth_?pass|passw)\w*$/i;
/** Credentials on a command line or in a URL. */
const within = /(:\/\/[^/@\s:]*:)[^/@\s]+(?=@)|((?:^|\s)--?(?:pass\w*|user|u)[= ]\s*)\S+/gi;

/** A line's words with the secrets among them masked. */
export function maskWords(words: readonly Word[]): readonly Word[] {
  return words.map((word, index) => {
    if (before.test(words[index - 1]?.text ?? "")) return { ...word, text: mask };
    const text = maskCommand(word.text);
    return text === word.text ? word : { ...word, text };
  });
}

/** A command line with passwords and credentials masked. */
export function maskCommand(text: string): string {
  return text.replace(
    within,
    (_, url: string | undefined, option: string | undefined) => `${url ?? option ?? ""}${mask}`,
  );
}

/**
 * A line of a file for an error message: what follows auth_pass or password, the values of definitions and of lists
 * that name one are masked; the length stays.
 */
export function maskLine(line: string): string {
  const found =
    /^\s*(?:@\S*\s+)?(?:\$\w+\s*=|~(?=.*(?:auth_?pass|passw)))|\b(?:auth_?pass|passw)\w*|:\/\/[^/@\s:]*:|--?pass\w*/i.exec(
      line,
    );
  if (found === null) return line;
  const from = found.index + found[0].length;
  return line.slice(0, from) + line.slice(from).replace(/\S/g, "*");
}
