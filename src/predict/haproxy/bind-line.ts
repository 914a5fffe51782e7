import { parseAddress } from "./address.ts";
import type { Bind } from "./config.ts";
import { wordAt, type ReaderContext } from "./reader-context.ts";
import type { Directive, Word } from "./section.ts";

/** Reads `bind a:1,b:2 …`: one entry an address. The options are kept as words only, but for those that matter here. */
export function readBindLine(
  directive: Directive,
  words: readonly Word[],
  context: ReaderContext,
): readonly Bind[] {
  const addresses = wordAt(context, words, 1, "an address and port");
  const options = new Set(words.slice(2).map((word) => word.text));
  const texts = addresses.text.split(",");
  if (texts.at(-1) === "" && texts.length > 1) texts.pop();
  return texts.map((text) => {
    const address = parseAddress(text, { port: "needed", range: true, offset: false });
    if (typeof address === "string") throw context.lines.error(addresses.place, address);
    return {
      address: address.host,
      ports: address.ports,
      tls: options.has("ssl"),
      acceptProxy: options.has("accept-proxy"),
      transparent: options.has("transparent"),
      place: directive.place,
    };
  });
}
