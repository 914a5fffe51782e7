import type { StickTable } from "./config.ts";
import { timeMs, wordAt, type ReaderContext } from "./reader-context.ts";
import type { Directive, Word } from "./section.ts";
import { parseSize } from "./time.ts";

/** Options that one word follows and that say nothing about failover. */
const stepped = new Set(["srvkey", "write-to", "brates-factor"]);

/** Reads `stick-table …` of a proxy, or `table NAME …` of a peers section, from `at` on. */
export function readStickTable(
  directive: Directive,
  words: readonly Word[],
  at: number,
  context: ReaderContext,
): StickTable {
  const draft = { type: "", size: 0, noPurge: false, stores: [] as string[] };
  let peers: string | undefined;
  let expireMs: number | undefined;
  for (let next = at; next < words.length; next += 1) {
    const option = wordAt(context, words, next, "an option").text;
    const value = (): Word => wordAt(context, words, (next += 1), "a value");
    if (option === "nopurge") draft.noPurge = true;
    else if (option === "type") {
      draft.type = value().text;
      if (/^(?:len|key)$/.test(words[next + 1]?.text ?? "")) next += 2;
    } else if (option === "size") draft.size = readSize(value(), context);
    else if (option === "expire") expireMs = timeMs(context, value());
    else if (option === "peers") peers = value().text;
    else if (option === "store") draft.stores = draft.stores.concat(splitStores(value().text));
    else if (stepped.has(option) || option === "recv-only") next += option === "recv-only" ? 0 : 1;
    else
      throw context.lines.error(
        words[next]?.place ?? directive.place,
        "type, size, expire, store, peers, srvkey, write-to or nopurge",
      );
  }
  if (draft.size === 0 || draft.type === "") {
    throw context.lines.error(
      directive.place,
      "a type and a size of the table",
      draft.type === "" ? "no type" : "no size",
    );
  }
  return { ...draft, peers, expireMs, place: directive.place };
}

function readSize(word: Word, context: ReaderContext): number {
  const size = parseSize(word.text);
  if (size === undefined) throw context.lines.error(word.place, "a size: digits, then k, m, g or nothing");
  return size;
}

/** "gpc0,conn_rate(10s)": commas inside parentheses do not separate. */
function splitStores(text: string): readonly string[] {
  return text.match(/(?:[^,(]|\([^)]*\)?)+/g) ?? [];
}
