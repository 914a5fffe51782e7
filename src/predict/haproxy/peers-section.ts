import { parseAddress } from "./address.ts";
import type { Peer, PeersSection } from "./config.ts";
import { wordAt, type ReaderContext } from "./reader-context.ts";
import { effectiveWords, type Section, type Word } from "./section.ts";

/** Reads a `peers` section: `peer NAME ADDRESS`, or `bind` with `server` lines. */
export function readPeers(section: Section, context: ReaderContext): PeersSection {
  const name = wordAt(context, section.words, 1, "a name").text;
  const peers: Peer[] = [];
  let disabled = false;
  for (const directive of section.directives) {
    const words = effectiveWords(directive);
    const keyword = words[0]?.text;
    if (keyword === "peer" || keyword === "server") peers.push(readPeer(words, context));
    else if (keyword === "disabled" || keyword === "enabled") disabled = keyword === "disabled";
  }
  return { name, disabled, peers, place: section.place };
}

function readPeer(words: readonly Word[], context: ReaderContext): Peer {
  const name = wordAt(context, words, 1, "a name");
  const written = words[0]?.text === "peer" ? wordAt(context, words, 2, "an address") : words[2];
  const place = words[0]?.place ?? name.place;
  if (written === undefined) return { name: name.text, address: undefined, port: undefined, place };
  const address = parseAddress(written.text, { port: "optional", range: false, offset: false });
  if (typeof address === "string") throw context.lines.error(written.place, address);
  return { name: name.text, address: address.host, port: address.ports?.[0], place };
}
