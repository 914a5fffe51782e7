import type { Block } from "./block.ts";
import { boolean, integer, type ReaderContext } from "./reader-context.ts";

/** How patient a router is and when it speaks; an instance takes from global_defs what it leaves open. */
export interface AdvertDraft {
  downTimerAdverts: number;
  higherPrioSendAdvert: boolean | undefined;
  lowerPrioNoAdvert: boolean | undefined;
}

type Apply = (draft: AdvertDraft, block: Block, context: ReaderContext) => void;

const switchOf =
  (name: "higherPrioSendAdvert" | "lowerPrioNoAdvert"): Apply =>
  (draft, block, context) => {
    draft[name] = boolean(context, block) ?? draft[name];
  };

/** The keywords without the prefix "vrrp_" that they have in global_defs. */
const keywords: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  [
    "down_timer_adverts",
    (draft, block, context) =>
      (draft.downTimerAdverts = integer(context, block, [1, 100]) ?? draft.downTimerAdverts),
  ],
  ["higher_prio_send_advert", switchOf("higherPrioSendAdvert")],
  ["lower_prio_no_advert", switchOf("lowerPrioNoAdvert")],
]);

/** Applies such a keyword of an instance, or of global_defs with its prefix gone; false where it is none. */
export function applyAdverts(
  name: string,
  draft: AdvertDraft,
  block: Block,
  context: ReaderContext,
): boolean {
  const apply = keywords.get(name);
  apply?.(draft, block, context);
  return apply !== undefined;
}
