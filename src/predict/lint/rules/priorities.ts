import { secondsText, windowText } from "../../model/figures.ts";
import { priorityWith, type Contest, type Router, type Tracked } from "../../model/router.ts";
import type { Place } from "../../source-text.ts";
import { splitBrainEnds } from "../../timing/failback.ts";
import { masterDownMs } from "../../timing/vrrp.ts";
import { windowOf } from "../../timing/window.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { heldBy, routersOf } from "../subject.ts";

/**
 * A weight must outvote every balancer that is well, not only the next one: with three of them two may be ill at once.
 */
export const weightTooSmall: Rule = {
  id: "weight-too-small",
  title: "a weight is not larger than the spread of the priorities",
  source: "keepalived vrrp/vrrp_track.c vrrp_set_effective_priority; vrrp/vrrp.c vrrp_state_backup",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const contest = heldBy(subject, router);
      if (contest === undefined) return [];
      return router.tracked
        .filter(({ ref }) => ref.weight !== 0)
        .flatMap((item) => outvoted(contest, item) ?? []);
    }),
};

function outvoted({ holder, others }: Contest, item: Tracked): Reported | undefined {
  const after = priorityWith(holder, [item]);
  const losers = others.filter(({ priority }) => priority <= after);
  if (losers.length === 0) return undefined;
  const never = losers.length === others.length;
  const names = losers.map(({ host }) => host).join(", ");
  const tie = losers.some(({ priority }) => priority === after) ? " (a tie is decided by the address)" : "";
  const bases = [holder, ...others].map(({ instance }) => instance.basePriority);
  const spread = Math.max(...bases) - Math.min(...bases);
  return {
    severity: "error",
    place: weightPlace(holder, item),
    message: `weight ${item.ref.weight} of ${item.ref.name} is not larger than the spread of the priorities, ${spread}`,
    why: never
      ? `${holder.host} with ${item.ref.name} failed keeps priority ${after}, and nobody has more: the VIP never moves and every new connection fails`
      : `${holder.host} with ${item.ref.name} failed keeps priority ${after}: once the others are ill too, the VIP never moves to ${names}, which is well${tie}`,
    change: `make it larger than ${spread}, or 0: then a failure is a FAULT and priorities do not count`,
  };
}

/** A weight stands with the reference, or with the script that it refers to. */
export function weightPlace({ balancer }: Router, { ref }: Tracked): Place {
  const script = balancer.keepalived.scripts.find(({ name }) => name === ref.name);
  return script?.weight === ref.weight ? placeOf(script, "weight") : ref.place;
}

/** Two balancers of one priority: nobody chose who is master, and two may become it at the same instant. */
export const equalPriorities: Rule = {
  id: "equal-priorities",
  title: "two balancers have the same priority",
  source: "RFC 5798 6.4.3; keepalived vrrp/vrrp.c vrrp_state_master_rx",
  check: (subject) => {
    const routers = routersOf(subject);
    return routers.flatMap((router, at) => {
      const twin = routers
        .slice(0, at)
        .find(
          (other) =>
            other.instance.basePriority === router.instance.basePriority &&
            heldBy(subject, router)?.others.includes(other) === true,
        );
      if (twin === undefined) return [];
      const wait = windowText(windowOf(masterDownMs(router.timers, router.priority)));
      const both = secondsText(splitBrainEnds(router.timers).latestMs);
      return [
        {
          severity: "warning",
          place: placeOf(router.instance, "priority"),
          related: [placeOf(twin.instance, "priority")],
          message: `${router.host} and ${twin.host} have the same priority, ${router.instance.basePriority}`,
          why: `the higher address is master, whatever the files say; two that hear the same last advertisement both take the VIP ${wait} after it, and for up to ${both} there are two masters`,
          change: "give every balancer a priority of its own",
        },
      ];
    });
  },
};
