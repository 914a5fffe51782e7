import { mask } from "../source-text.ts";
import type { Word } from "./section.ts";

/** Keywords whose next word is a secret, wherever they stand. */
const before = new Set([
  "password",
  "insecure-password",
  "dynamic-cookie-key",
  "cluster-secret",
  "authorization",
  "proxy-authorization",
]);
const environment = new Set(["setenv", "presetenv"]);
/** A word that carries a secret within itself: credentials in a URL, a login in a check, a bearer token. */
const within = /:\/\/[^/@\s:]*:[^/@\s]+@|\b(?:auth|pass|password)\s+\S|^(?:basic|bearer)\s+\S/i;

/** Whether a line is worth a closer look: most are not, and large files have many. Variables may bring anything. */
export function mayHoldSecret(line: string): boolean {
  return /pass|auth|secret|dynamic-cookie-key|setenv|:\/\/|basic|bearer|[$\\"']/i.test(line);
}

/** A directive's words with the secrets among them masked. */
export function maskWords(words: readonly Word[]): readonly Word[] {
  let masked: Word[] | undefined;
  words.forEach((word, index) => {
    if (!isSecret(words, index)) return;
    masked ??= [...words];
    masked[index] = { ...word, text: mask };
  });
  return masked ?? words;
}

function isSecret(words: readonly Word[], index: number): boolean {
  if (index === 0) return false;
  const text = words[index]?.text ?? "";
  if (within.test(text)) return true;
  const previous = words[index - 1]?.text ?? "";
  if (before.has(previous.toLowerCase())) return !/^(?:if|unless)$/.test(text);
  const keyword = words[0]?.text ?? "";
  if (environment.has(keyword)) return index >= 2;
  return index === 2 && keyword === "stats" && previous === "auth";
}

/** Where a line's secrets begin, for lines that cannot be cut into words. Quotes and backslashes are out already. */
const lineSecret =
  /\b(?:insecure-password|password|dynamic-cookie-key|cluster-secret|(?:proxy-)?authorization|stats\s+auth|(?:pre)?setenv\s+\S+|auth|pass|basic|bearer)\s|:\/\/[^/@\s:]*:/i;

/** The line with everything masked that follows a word announcing a secret; its length stays. */
export function maskLine(line: string): string {
  const found = lineSecret.exec(line.replace(/["'\\]/g, ""));
  if (found === null) return line;
  let from = 0;
  for (let left = found.index + found[0].length; left > 0; from += 1)
    if (!/["'\\]/.test(line[from] ?? "")) left -= 1;
  return line.slice(0, from) + line.slice(from).replace(/\S/g, "*");
}
