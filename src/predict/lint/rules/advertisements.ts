import { secondsText, settingText, windowText } from "../../model/figures.ts";
import { heirOf, routersOf, silenceOf } from "../subject.ts";
import { placeOf } from "../places.ts";
import type { Rule } from "../finding.ts";
import { falseTakeoversPerYear } from "../../simulate/false-takeovers.ts";
import { advertIntervalMs, hardLoss, type VrrpTimers } from "../../timing/vrrp.ts";

/** Below this a busy or virtual machine that pauses for a moment loses the VIP. */
const riskyStallMs = 1_000;
/** What tuned set-ups use; three of these and the skew stay under 2 s. */
const usualAdvertMs = 500;
const usualLosses = [0.001, 0.01] as const;

/** Version 2 cannot say half a second. */
export const advertIntRounded: Rule = {
  id: "advert-int-rounded",
  title: "advert_int is rounded",
  source: "RFC 3768 5.3.7, RFC 5798 5.2.7; keepalived vrrp/vrrp.c vrrp_complete_instance",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const { version, advertInterval } = router.instance;
      const { writtenMs, inForceMs } = advertInterval;
      if (writtenMs === inForceMs) return [];
      const now = silenceOf(subject, router);
      const heir = heirOf(subject, router) ?? router;
      const fine = { ...heir.timers, version: 3, advertMs: advertIntervalMs(3, writtenMs) } as const;
      const meant = windowText(hardLoss(fine, heir.priority));
      return [
        {
          severity: "error",
          place: placeOf(router.instance, "advert_int"),
          message: `advert_int ${writtenMs / 1000} is ${settingText(inForceMs)} under VRRP version ${version}`,
          why: `a dead balancer is replaced after ${windowText(now)}; version 3 with the interval as written would take ${meant}`,
          change:
            version === 2
              ? "write vrrp_version 3 (it knows no authentication) on every balancer, or whole seconds"
              : "write whole hundredths of a second, at most 40.95",
        },
      ];
    }),
};

/** The floor of version 2, which people meet who were promised two seconds. */
export const wholeSecondAdverts: Rule = {
  id: "whole-second-adverts",
  title: "VRRP version 2 cannot be faster than this",
  source: "RFC 3768 6.1; keepalived include/vrrp.h VRRP_MS_DOWN_TIMER",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const { version, advertInterval } = router.instance;
      if (version !== 2 || advertInterval.inForceMs !== advertIntervalMs(2, 0)) return [];
      const heir = heirOf(subject, router) ?? router;
      const fine = { ...heir.timers, version: 3, advertMs: usualAdvertMs } as const;
      const now = silenceOf(subject, router);
      return [
        {
          severity: "note",
          place: placeOf(router.instance, "advert_int"),
          message: "VRRP version 2 counts in whole seconds, and this is the shortest",
          why: `loss, freeze or partition of this balancer: the VIP moves after ${windowText(now)}, never sooner; version 3 with advert_int 0.5 would take ${windowText(hardLoss(fine, heir.priority))}`,
          change:
            "if that is too slow: vrrp_version 3 and advert_int 0.5 on every balancer at once, and do without authentication",
        },
      ];
    }),
};

/** Fewer than three advertisements: quicker, and wrong more often. */
export const fewDownAdverts: Rule = {
  id: "few-down-adverts",
  title: "a few lost advertisements move the VIP",
  source: "keepalived.conf(5) down_timer_adverts; include/vrrp.h VRRP_MS_DOWN_TIMER",
  check: (subject) =>
    routersOf(subject).flatMap(({ instance, balancer, timers }) => {
      if (timers.downTimerAdverts >= 3) return [];
      const global = balancer.keepalived.globalDefs.writtenAt["vrrp_down_timer_adverts"];
      const { downTimerAdverts } = timers;
      return [
        {
          severity: "warning",
          place: instance.writtenAt["down_timer_adverts"]?.place ?? global?.place ?? instance.place,
          message: `down_timer_adverts ${downTimerAdverts}: ${downTimerAdverts} lost in a row ${downTimerAdverts === 1 ? "is" : "are"} enough`,
          why: `takeovers from a healthy master, a year, if a packet is lost with ${usualLosses.map((loss) => lossText(timers, loss)).join("; ")}`,
          change: "leave it at 3 and shorten advert_int instead (version 3)",
        },
      ];
    }),
};

function lossText(timers: VrrpTimers, loss: number): string {
  const now = falseTakeoversPerYear(timers, loss);
  const usual = falseTakeoversPerYear({ ...timers, downTimerAdverts: 3 }, loss);
  return `probability ${loss}: ${plainNumber(now)} (with 3: ${plainNumber(usual)})`;
}

function plainNumber(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** The other side of fast timers: whoever stands still for a moment is taken for dead. */
export const stallTolerance: Rule = {
  id: "stall-tolerance",
  title: "a short stall of a healthy balancer moves the VIP",
  source: "keepalived include/vrrp.h VRRP_MS_DOWN_TIMER; measured with frozen masters",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const { earliestMs, latestMs } = silenceOf(subject, router);
      const { globalDefs } = router.balancer.keepalived;
      const protectedBySchedule = globalDefs.realtimePriority ?? globalDefs.processPriority;
      if (earliestMs >= riskyStallMs || protectedBySchedule !== undefined) return [];
      return [
        {
          severity: "note",
          place: placeOf(router.instance, "advert_int"),
          message: "keepalived has an ordinary priority and very short timers",
          why: `a master that gets no processor for ${secondsText(earliestMs)} may lose the VIP while it is healthy, and for ${secondsText(latestMs)} surely does`,
          change: "set vrrp_rt_priority in global_defs (needs CAP_SYS_NICE), or a longer advert_int",
        },
      ];
    }),
};
