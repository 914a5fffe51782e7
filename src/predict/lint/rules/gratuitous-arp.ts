import { secondsText } from "../../model/figures.ts";
import { silentBlackHole } from "../../timing/failback.ts";
import type { Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { routersOf } from "../subject.ts";

/** What `garp_master_refresh` is set to where nobody has a reason for another figure, in ms. */
const usualRefreshMs = 2_000;

/** An address that two answer for is settled again only by whoever says so again. */
export const noGarpRefresh: Rule = {
  id: "no-garp-refresh",
  title: "nobody tells clients again where the VIP is",
  source:
    "keepalived.conf(5) garp_master_refresh; vrrp/vrrp.c vrrp_state_master_tx; Linux net/core/neighbour.c",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance }) => {
      if (instance.garp.refreshMs > 0) return [];
      const { higherPrioSendAdvert } = instance;
      const hole = silentBlackHole({ higherPrioSendAdvert, garpMasterRefreshMs: 0 }).latestMs;
      const bounded = silentBlackHole({ higherPrioSendAdvert, garpMasterRefreshMs: usualRefreshMs }).latestMs;
      const black =
        hole === 0
          ? ""
          : `; after a healed partition clients may go on sending to the loser for ${secondsText(hole)}, with a refresh of 2 s for ${secondsText(bounded)}`;
      return [
        {
          severity: "warning",
          place: instance.place,
          message: "no garp_master_refresh: a VIP that two hold stays with whoever answers first",
          why: `a frozen host or a killed keepalived leaves a second holder: clients that ask for the VIP then may reach it, and hang, until it is healed${black}`,
          change: "write garp_master_refresh 2 on every balancer",
        },
      ];
    }),
};

/** The winner of a healed split brain speaks up only if it hears the loser. */
export const noHigherPrioAdvert: Rule = {
  id: "no-higher-prio-advert",
  title: "a healed partition may leave a silent black hole",
  source: "keepalived vrrp/vrrp.c vrrp_state_master_rx; measured: 24.6 s and 33.6 s",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance }) => {
      const { higherPrioSendAdvert, strict, garp } = instance;
      if (higherPrioSendAdvert) return [];
      const hole = silentBlackHole({ higherPrioSendAdvert, garpMasterRefreshMs: garp.refreshMs });
      return [
        {
          severity: "warning",
          place: strict ? placeOf(instance, "strict_mode") : instance.place,
          message: "no higher_prio_send_advert: after a healed partition the winner may not speak up",
          why: `a loser that hears the winner first goes without a word, and nobody sends a gratuitous ARP: its clients may go on sending to it for up to ${secondsText(hole.latestMs)}`,
          change: `write higher_prio_send_advert true on every balancer${strict ? ", which strict mode does not allow" : ""}`,
        },
      ];
    }),
};
