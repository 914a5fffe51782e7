import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Misled } from "../prediction.ts";
import { silentBlackHole } from "../timing/failback.ts";
import { mutedNewcomer } from "../timing/newcomer.ts";
import { windowOf } from "../timing/window.ts";
import { inSeconds, settingText, windowText } from "./figures.ts";
import { timersAgainst, type Move } from "./move.ts";
import type { Contest } from "./router.ts";

/**
 * New clients, while two hold the address. Only a holder that answers for it and serves nobody misleads them: a frozen host
 * does, one whose HAProxy runs does not.
 */
export function misledNewcomers({ by, window }: Move, { kind }: FaultPlan): Misled | undefined {
  if (kind !== "host-freeze") return undefined;
  const { refreshMs } = by.instance.garp;
  return {
    window: mutedNewcomer(window, refreshMs),
    knob: refreshText(refreshMs),
    formula: `takeover ${windowText(window)} + ${refreshMs === 0 ? "never repaired" : inSeconds(refreshMs)}`,
  };
}

/**
 * Clients that know the loser of a healed split brain. The two meet within one interval. Whoever is heard first decides: a
 * master that hears a lower one answers with gratuitous ARP; one that hears a higher goes without a word, unless
 * `higher_prio_send_advert` makes it speak too. Then the winner's refresh has to repair what a last refresh of the loser broke.
 */
export function misledByMeeting(
  { holder }: Contest,
  { by, cause }: Move,
  { hosts, firstHeard }: FaultPlan,
): Misled | undefined {
  if (cause !== "deafness") return undefined;
  const [winner, loser] = holder.priority > by.priority ? [holder, by] : [by, holder];
  const { advertMs } = timersAgainst(loser, winner);
  const { refreshMs } = winner.instance.garp;
  const { higherPrioSendAdvert } = loser.instance;
  const fromHosts = hosts.includes(winner.host);
  const lowerFirst = firstHeard !== undefined && fromHosts !== (firstHeard === "out");
  const silence = silentBlackHole({ higherPrioSendAdvert, garpMasterRefreshMs: refreshMs }).latestMs;
  const repairMs = lowerFirst ? 0 : higherPrioSendAdvert ? refreshMs : silence;
  const knob = lowerFirst
    ? "the lower priority is heard first"
    : `higher_prio_send_advert ${higherPrioSendAdvert ? "on" : "off"}, ${refreshText(refreshMs)}`;
  return {
    window: windowOf(0, advertMs + repairMs),
    knob,
    formula: `meeting [0, ${inSeconds(advertMs)}] + [0, ${inSeconds(repairMs)}]`,
  };
}

function refreshText(refreshMs: number): string {
  return `garp_master_refresh ${refreshMs === 0 ? "off" : settingText(refreshMs)}`;
}
