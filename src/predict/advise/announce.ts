import { rateText, inKeepalived } from "./figures.ts";
import { forEachInstance, setIn } from "./keepalived-lines.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";

/** New lines stand with the interval of the advertisements, which they are about. */
const near = ["advert_int", "priority"] as const;

const heal: Change = {
  id: "tell-clients-at-heal",
  title: "higher_prio_send_advert true",
  apply: speakFirst,
  prices: () => ["one more advertisement when two masters meet"],
};

/** Telling clients again where the VIP is: after a heal, and while two hold it. */
export const announce: Remedy = {
  aspects: ["newcomers", "black-hole"],
  concerns: () => true,
  alternatives: (_, { vipMs }) => {
    const seconds = Math.max(1, Math.floor(vipMs / 1000));
    return [heal, refreshing(seconds), both(seconds)];
  },
};

function refreshing(seconds: number): Change {
  return {
    id: "announce-again",
    title: `garp_master_refresh ${seconds}`,
    apply: (draft) => refresh(draft, seconds),
    prices: () => [`gratuitous ARP for each address: ${rateText(1 / seconds)} a second, from the master`],
  };
}

function both(seconds: number): Change {
  const again = refreshing(seconds);
  return {
    id: "announce-again-and-at-heal",
    title: `${again.title}, ${heal.title}`,
    apply: (draft) => speakFirst(refresh(draft, seconds)),
    prices: (before, after, targets) => [
      ...again.prices(before, after, targets),
      ...heal.prices(before, after, targets),
    ],
  };
}

function speakFirst(draft: Draft): Draft {
  return forEachInstance(draft, (current, balancer, instance) =>
    instance.higherPrioSendAdvert || instance.strict
      ? current
      : setIn(current, balancer, instance, ["higher_prio_send_advert", "true", ...near]),
  );
}

function refresh(draft: Draft, seconds: number): Draft {
  return forEachInstance(draft, (current, balancer, instance) => {
    const { refreshMs } = instance.garp;
    if (refreshMs > 0 && refreshMs <= seconds * 1000) return current;
    return setIn(current, balancer, instance, ["garp_master_refresh", inKeepalived(seconds * 1000), ...near]);
  });
}
