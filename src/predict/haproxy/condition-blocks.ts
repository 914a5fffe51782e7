import type { Place } from "../source-text.ts";

/** HAProxy's MAXNESTEDCONDS. */
const maxNested = 100;

interface Block {
  /** take: this branch is read. drop: none was taken yet. done: one was, or the whole stands in a dropped branch. */
  state: "take" | "drop" | "done";
  sawElse: boolean;
  readonly place: Place;
}

/** The `.if` blocks that are open at a line, as `readcfgfile` of HAProxy's src/cfgparse.c keeps them. */
export class ConditionBlocks {
  readonly #open: Block[] = [];

  /** Whether the lines here count. */
  get active(): boolean {
    return (this.#open.at(-1)?.state ?? "take") === "take";
  }

  /** Where the innermost open `.if` stands. */
  get innermost(): Place | undefined {
    return this.#open.at(-1)?.place;
  }

  /** `.if`: false where there are too many inside each other. A condition in a dropped branch is not evaluated. */
  if(place: Place, condition: () => boolean): boolean {
    const state = !this.active ? "done" : condition() ? "take" : "drop";
    this.#open.push({ state, sawElse: false, place });
    return this.#open.length < maxNested;
  }

  /** `.elif`: false where none may stand here. */
  elif(condition: () => boolean): boolean {
    const block = this.#open.at(-1);
    if (block === undefined || block.sawElse) return false;
    if (block.state !== "drop") block.state = "done";
    else if (condition()) block.state = "take";
    return true;
  }

  /** `.else`: false where none may stand here. */
  else(): boolean {
    const block = this.#open.at(-1);
    if (block === undefined || block.sawElse) return false;
    block.state = block.state === "drop" ? "take" : "done";
    block.sawElse = true;
    return true;
  }

  /** `.endif`: false where none may stand here. */
  endif(): boolean {
    return this.#open.pop() !== undefined;
  }
}
