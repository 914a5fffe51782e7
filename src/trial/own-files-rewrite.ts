/** What a word of a user's file becomes in the lab: an address or the name of an interface. */
export type Words = ReadonlyMap<string, string>;

/**
 * The text with every such word replaced, all at once: what one replacement has written, no other touches. A word ends where
 * no address and no name of an interface can go on, so that 10.0.0.2 is not found in 10.0.0.21.
 */
export function rewrite(text: string, words: Words): string {
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  const known = longestFirst.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![\\w.-])(?:${known})(?![\\w-]|\\.\\w)`, "g");
  return text.replaceAll(pattern, (word) => words.get(word) ?? word);
}

/** The text with the host of one `server` line replaced: a name there may also be the server's own, which stays. */
export function rewriteServerLine(
  text: string,
  line: number,
  { from, to }: { from: string; to: string },
): string {
  const lines = text.split("\n");
  const written = lines[line - 1] ?? "";
  const [, before, address] = /^(\s*server\s+\S+\s+)(\S+)/.exec(written) ?? [];
  if (before === undefined || address === undefined) return text;
  const host = address.lastIndexOf(from);
  const changed = `${address.slice(0, host)}${to}${address.slice(host + from.length)}`;
  lines[line - 1] = `${before}${changed}${written.slice(before.length + address.length)}`;
  return lines.join("\n");
}
