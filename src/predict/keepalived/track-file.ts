import { keywordOf, type Block } from "./block.ts";
import type { TrackFile } from "./config.ts";
import { childrenOf, valueOf, warn, type ReaderContext } from "./reader-context.ts";
import { readWeight } from "./script.ts";

/** Reads `track_file NAME { … }` (trackers/track_file.c); undefined where keepalived drops it. */
export function readTrackFile(block: Block, context: ReaderContext): TrackFile | undefined {
  const name = valueOf(context, block).text;
  let [weight, reverse] = [1, false];
  let file: string | undefined;
  for (const child of childrenOf(block)) {
    const keyword = keywordOf(child);
    if (keyword === "file" && file !== undefined)
      warn(context, "a file was named before: ignored", child.place);
    else if (keyword === "file") file = valueOf(context, child).text;
    else if (keyword === "weight" && weight !== 1)
      warn(context, "a weight was written before: ignored", child.place);
    else if (keyword === "weight") ({ weight, reverse } = readWeight(child, context, 254));
    else if (keyword !== "init_file") warn(context, `unknown keyword ${keyword} in track_file`, child.place);
  }
  if (file !== undefined) return { name, file, weight, reverse, place: block.place };
  warn(context, `track_file ${name} names no file: ignored`, block.place);
  return undefined;
}
