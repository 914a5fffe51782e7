import { keywordOf, type Block } from "../keepalived/block.ts";
import type { VrrpScript } from "../keepalived/config.ts";
import type { VrrpInstance } from "../keepalived/instance-config.ts";
import { samePlace } from "../lint/places.ts";
import type { Balancer } from "../model/scene.ts";
import type { Place, WrittenAt } from "../source-text.ts";
import type { Draft } from "./draft.ts";

/** A block that a reader has made something of: an instance, a script, with the lines that said so. */
interface Read {
  readonly place: Place;
  readonly writtenAt: WrittenAt;
}

/** The balancers whose keepalived.conf was given; a peer that was assumed is made of the blocks of another one. */
export function writtenBalancers({ setup }: Draft): readonly Balancer[] {
  const seen = new Set<unknown>();
  return setup.balancers.filter(({ keepalived: { blocks, instances } }) => {
    if (instances.length === 0 || seen.has(blocks)) return false;
    seen.add(blocks);
    return true;
  });
}

/** Changes the draft for every instance of every balancer, each time with the draft as it is by then. */
export function forEachInstance(
  draft: Draft,
  change: (draft: Draft, balancer: Balancer, instance: VrrpInstance) => Draft,
): Draft {
  const all = writtenBalancers(draft).flatMap(({ host, keepalived }) =>
    keepalived.instances.map(({ name }) => ({ host, name })),
  );
  return all.reduce((current, { host, name }) => {
    const balancer = writtenBalancers(current).find((each) => each.host === host);
    const instance = balancer?.keepalived.instances.find((each) => each.name === name);
    return balancer === undefined || instance === undefined ? current : change(current, balancer, instance);
  }, draft);
}

/** Writes `keyword value` in an instance or a script: in its line, or in a new one after a line of one of `near`. */
export function setIn(
  draft: Draft,
  { keepalived }: Balancer,
  thing: VrrpInstance | VrrpScript,
  [keyword, value, ...near]: readonly [keyword: string, value: string, ...near: readonly string[]],
): Draft {
  return setStatement(draft, blockOf(keepalived.blocks, thing), thing, [keyword, value, ...near]);
}

/** Writes `keyword value` in global_defs, which is made at the top of the file where there is none. */
export function setGlobal(draft: Draft, { keepalived }: Balancer, keyword: string, value: string): Draft {
  const { blocks, globalDefs } = keepalived;
  const [first] = blocks;
  const global = blocks.find((block) => keywordOf(block) === "global_defs" && block.children !== undefined);
  if (global !== undefined) {
    return setStatement(draft, global, { place: global.place, writtenAt: globalDefs.writtenAt }, [
      keyword,
      value,
    ]);
  }
  if (first === undefined) return draft;
  return draft.insertBefore(first.place, ["global_defs {", `    ${keyword} ${value}`, "}", ""]);
}

/** Adds a block such as `track_script { NAME }` to an instance, or a line to the one that it has. */
export function addToBlock(
  draft: Draft,
  { keepalived }: Balancer,
  instance: VrrpInstance,
  [keyword, line]: readonly [keyword: string, line: string],
): Draft {
  const block = blockOf(keepalived.blocks, instance);
  const inner = block?.children?.find((child) => keywordOf(child) === keyword);
  const [firstOfInner] = inner?.children ?? [];
  if (firstOfInner !== undefined) return insertBeside(draft, firstOfInner, "before", [line]);
  const last = block?.children?.findLast((child) => child.children === undefined);
  if (last === undefined) return draft;
  return insertBeside(draft, last, "after", [`${keyword} {`, `    ${line}`, "}"]);
}

function blockOf(blocks: readonly Block[], { place }: Pick<Read, "place">): Block | undefined {
  return blocks.find((block) => samePlace(block.place, place));
}

function setStatement(
  draft: Draft,
  block: Block | undefined,
  { writtenAt }: Read,
  [keyword, value, ...near]: readonly [keyword: string, value: string, ...near: readonly string[]],
): Draft {
  const written = writtenAt[keyword];
  if (written !== undefined) {
    // A command without quotes reaches to the end of the line, though only its first word is run.
    const plain = keyword === "script" ? "[^#!]*[^#!\\s]" : "[^\\s#!]+";
    const statement = new RegExp(`${keyword}(?:[ \\t]+(?:"[^"]*"|${plain}))?`);
    return draft.replaceAt(written.place, statement, `${keyword} ${value}`);
  }
  const leaves = block?.children?.filter(({ children }) => children === undefined) ?? [];
  const beside = near.map((name) => leaves.find((child) => keywordOf(child) === name)).find((leaf) => leaf);
  const statement = `${keyword} ${value}`.trimEnd();
  if (beside !== undefined) return insertBeside(draft, beside, "after", [statement]);
  const [first] = leaves;
  return first === undefined ? draft : insertBeside(draft, first, "before", [statement]);
}

/** A new line may be put beside one that begins its own line; a block written on one line is left to a person. */
function insertBeside(
  draft: Draft,
  { place, words }: Block,
  where: "before" | "after",
  texts: readonly string[],
): Draft {
  const line = draft.lineAt(place) ?? "";
  const alone =
    line.slice(0, place.column - 1).trim() === "" && line.trimStart().startsWith(words[0]?.text ?? "\0");
  if (!alone || /[{}]/.test(line))
    return draft.refuse(place, "the block is not written one statement a line");
  return where === "before" ? draft.insertBefore(place, texts) : draft.insertAfter(place, texts);
}
