import { settingText, windowText } from "../../model/figures.ts";
import { successorOf, timersAgainst } from "../../model/move.ts";
import { priorityWith, type Router } from "../../model/router.ts";
import { isNotice, watch, type Notice } from "../../model/watch.ts";
import { faultDemotion, weightDemotion } from "../../timing/demotion.ts";
import type { Window } from "../../prediction.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { heldBy, heirOf, predictionsFrom, routersOf, type LintSubject } from "../subject.ts";

const haproxyDies = { kind: "process-crash", process: "haproxy" } as const;

/** What tells a router by a weight that its HAProxy is dead; what demotes it by a FAULT needs nobody's vote. */
export function weightedNotices(router: Router): readonly Notice[] {
  const notices = watch(router, { ...haproxyDies, hosts: [router.host] }, {}).filter(isNotice);
  return notices.some(({ tracked }) => tracked.ref.weight === 0)
    ? []
    : notices.filter(({ tracked }) => tracked.ref.weight !== 0);
}

/**
 * How soon the address would move if what noticed had weight 0: a FAULT, answered after the skew. The heir's own check of
 * that name would then add nothing to its priority either.
 */
export function moveByFault({ failed, tracked }: Notice, heir: Router, master: Router): Window {
  const others = heir.tracked.filter(
    ({ kind, ref }) => kind !== tracked.kind || ref.name !== tracked.ref.name,
  );
  const priority = priorityWith({ ...heir, tracked: others }, []);
  return faultDemotion(failed, timersAgainst(heir, master), { ...successorOf(heir), priority });
}

/** Whom this router would have to be demoted for, and by what. */
function demotions(subject: LintSubject, heir: Router): readonly { master: Router; notice: Notice }[] {
  const others = heldBy(subject, heir)?.others ?? [];
  return others.flatMap((master) => weightedNotices(master).map((notice) => ({ master, notice })));
}

/** Lower advertisements are accepted by a backup that does not preempt. */
export const nopreemptWeight: Rule = {
  id: "nopreempt-weight",
  title: "nopreempt keeps the VIP on a balancer that a weight has demoted",
  source: "keepalived vrrp/vrrp.c vrrp_state_backup; measured: no takeover",
  check: (subject) =>
    routersOf(subject).flatMap((heir) => {
      const [first] = demotions(subject, heir);
      if (!heir.instance.nopreempt || first === undefined) return [];
      const { master, notice } = first;
      const byFault = moveByFault(notice, heir, master);
      return [
        {
          severity: "error",
          place: placeOf(heir.instance, "nopreempt"),
          related: [notice.tracked.ref.place],
          message: `nopreempt on ${heir.host}, and ${notice.tracked.ref.name} demotes only by its weight of ${notice.tracked.ref.weight}`,
          why: `when HAProxy dies on ${master.host} the VIP never moves to ${heir.host}: every new connection is refused until somebody comes; with weight 0 it moves in ${windowText(byFault)}`,
          change: `set the weight of ${notice.tracked.ref.name} to 0, or take nopreempt out`,
        },
      ];
    }),
};

/** A delay that is meant for the way back holds up the way there. */
export const preemptDelayWeight: Rule = {
  id: "preempt-delay-weight",
  title: "preempt_delay delays the failover itself",
  source: "keepalived vrrp/vrrp.c vrrp_state_backup; measured: 8.68 s and 9.35 s with a delay of 5 s",
  check: (subject) =>
    routersOf(subject).flatMap((heir) => {
      const [first] = demotions(subject, heir);
      if (heir.instance.preemptDelayMs === 0 || first === undefined) return [];
      return delayed(heir, first) ?? [];
    }),
};

function delayed(
  heir: Router,
  { master, notice }: { readonly master: Router; readonly notice: Notice },
): Reported | undefined {
  const timers = timersAgainst(heir, master);
  const after = priorityWith(master, [notice.tracked]);
  const now = weightDemotion(notice.failed, timers, successorOf(heir), after);
  if ("never" in now) return undefined;
  const byFault = moveByFault(notice, heir, master);
  return {
    severity: "error",
    place: placeOf(heir.instance, "preempt_delay"),
    related: [notice.tracked.ref.place],
    message: `preempt_delay ${settingText(heir.instance.preemptDelayMs)} also holds up ${heir.host} when a weight demotes ${master.host}`,
    why: `when HAProxy dies on ${master.host} the VIP moves after ${windowText(now.window)}, refusing every new connection meanwhile; with weight 0 after ${windowText(byFault)}`,
    change: `set the weight of ${notice.tracked.ref.name} to 0`,
  };
}

/** `state MASTER` undoes what stands three lines below it. */
export const preemptSettingCleared: Rule = {
  id: "preempt-setting-cleared",
  title: "nopreempt or preempt_delay is silently cleared",
  source: "keepalived vrrp/vrrp.c vrrp_complete_instance",
  check: (subject) =>
    routersOf(subject).flatMap((router) =>
      clearedKeywords(router).map((keyword): Reported => {
        const back = returnText(subject, router);
        return {
          severity: "error",
          place: placeOf(router.instance, keyword),
          message: `${keyword} is not in force: it does not go with ${culprit(router, keyword)}`,
          why: `the VIP ${back ?? "comes back at once"} when this balancer returns, and connections break a second time`,
          change: "write state BACKUP on every balancer; who is master at first is decided by the priority",
        };
      }),
    ),
};

function clearedKeywords({ instance }: Router): readonly string[] {
  const { writtenAt, nopreempt, preemptDelayMs } = instance;
  const undone = writtenAt["nopreempt"] !== undefined && writtenAt["preempt"] === undefined && !nopreempt;
  const delay = Number.parseFloat(writtenAt["preempt_delay"]?.text.split(" ")[1] ?? "0");
  return [...(undone ? ["nopreempt"] : []), ...(delay > 0 && preemptDelayMs === 0 ? ["preempt_delay"] : [])];
}

function culprit({ instance: { state, basePriority, strict, nopreempt } }: Router, keyword: string): string {
  if (keyword === "preempt_delay" && nopreempt) return "nopreempt";
  if (state === "MASTER" && basePriority !== 255) return "state MASTER";
  return strict && keyword === "preempt_delay" ? "strict mode" : `priority ${basePriority}`;
}

/** Two outages an incident: the failover, and the return. */
export const failbackPreempts: Rule = {
  id: "failback-preempts",
  title: "the VIP moves back by itself, and connections break twice",
  source: "RFC 5798 6.4.2; keepalived vrrp/vrrp.c vrrp_init_state",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const back = returnText(subject, router);
      const heir = heirOf(subject, router);
      const moot = clearedKeywords(router).length > 0;
      if (back === undefined || heir === undefined || moot) return [];
      return [
        {
          severity: "warning",
          place: placeOf(router.instance, "priority"),
          message: `${router.host} takes the VIP back from ${heir.host} as soon as it returns`,
          why: `it ${back} after its return: every connection through ${heir.host} breaks, a second time in one incident`,
          change:
            "write state BACKUP and nopreempt on every balancer (with weight 0 for what they track), and move the VIP when it suits you",
        },
      ];
    }),
};

function returnText(subject: LintSubject, router: Router): string | undefined {
  const comeback = predictionsFrom(subject, router, { kind: "host-loss" }).find(
    ({ transition }) => transition === "failback",
  );
  return comeback?.outcome === "within" ? `moves back ${windowText(comeback.window)}` : undefined;
}
