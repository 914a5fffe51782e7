import type { Environment } from "./environment.ts";
import type { Word } from "./section.ts";

/** Which word of a directive is an address, by keyword. */
const addressAt: ReadonlyMap<string, number> = new Map([
  ["server", 2],
  ["server-template", 3],
  ["bind", 1],
  ["peer", 2],
  ["dispatch", 1],
]);
/** Words of a server or stats line that an address follows. */
const announcing = new Set(["addr", "source", "usesrc", "socks4", "socket"]);

/**
 * Addresses get their variables filled in without quotes too (`str2sa_range` calls `env_expand`): `bind ${VIP}:443`
 * works, while `server a ${IP}` in any other word would stay as it is.
 */
export function expandAddresses(words: readonly Word[], environment: Environment): readonly Word[] {
  if (!words.some((word) => word.text.includes("$"))) return words;
  const at = addressAt.get(words[0]?.text ?? "");
  return words.map((word, index) => {
    const isAddress = index === at || (index > 0 && announcing.has(words[index - 1]?.text ?? ""));
    return isAddress ? { ...word, text: expand(word.text, environment) } : word;
  });
}

function expand(text: string, environment: Environment): string {
  return text.replace(/\$\{?(\w+)\}?/g, (all, name: string) => {
    const value = environment.get(name) ?? "";
    return environment.spend(value.length) ? value : all;
  });
}
