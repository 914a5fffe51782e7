import type { Block } from "../keepalived/block.ts";
import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { Balancer } from "../model/scene.ts";
import type { Place, WrittenAt } from "../source-text.ts";

/** Where a setting was written; the thing itself where its default is in force. */
export function placeOf(
  thing: { readonly writtenAt: WrittenAt; readonly place: Place },
  keyword: string,
): Place {
  return thing.writtenAt[keyword]?.place ?? thing.place;
}

/** Where a statement inside an instance's blocks stands ("authentication", "auth_pass"); the instance if it is not there. */
export function placeInside(
  { keepalived }: Balancer,
  { place }: VrrpInstance,
  ...path: readonly string[]
): Place {
  let block = keepalived.blocks.find((each) => samePlace(each.place, place));
  for (const keyword of path) block = block?.children?.find((child) => keywordIn(child) === keyword);
  return block?.place ?? place;
}

export function samePlace(one: Place, other: Place): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column;
}

/** "haproxy.cfg:12", as every finding names its place. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}

function keywordIn({ words }: Block): string | undefined {
  return words[0]?.text;
}
