import { serverViews, bootSlots } from "../../model/check-view.ts";
import { settingText, windowText } from "../../model/figures.ts";
import { asWritten } from "../as-written.ts";
import type { Window } from "../../prediction.ts";
import {
  eviction,
  evictionAfterStart,
  failingCheck,
  readmission,
  type CheckFailure,
  type CheckTiming,
} from "../../timing/health-check.ts";
import { hull } from "../../timing/window.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { checkedServers, groupsOf, namesOf, type CheckedServer, type ServerGroup } from "../server-groups.ts";

type Group = ServerGroup<CheckedServer>;
type CheckReport = (group: Group) => Reported | undefined;

/** A rule about the timing of checks: servers that are timed alike get one finding. */
function timingRule(rule: Omit<Rule, "check">, report: CheckReport): Rule {
  return {
    ...rule,
    check: ({ balancers }) =>
      balancers.flatMap((balancer) =>
        groupsOf(checkedServers(balancer), ({ check }) => JSON.stringify(check.timing)).flatMap(
          (group) => report(group) ?? [],
        ),
      ),
  };
}

/** How long a server that fails in this way stays in rotation. */
function evictionUnder({ balancer }: Group, timing: CheckTiming, failure: CheckFailure): Window {
  return eviction(timing, failingCheck(timing, failure, balancer.haproxy.version));
}

/** Silence in whichever of its forms takes longest to see. */
function silentEviction(group: Group, timing: CheckTiming): Window {
  const dropped = evictionUnder(group, timing, "dropped");
  return group.first.check.wantsAnswer ? hull(dropped, evictionUnder(group, timing, "frozen")) : dropped;
}

/** A third of inter, rounded to 100 ms: what a deadline of a check may be so that its silence hardly counts. */
function usualDeadline({ interMs }: CheckTiming): number {
  return Math.max(100, Math.round(interMs / 300) * 100);
}

/** The sum that no guide does: each check of a silent server lasts as long as the interval, and adds to it. */
export const noTimeoutCheck = timingRule(
  {
    id: "no-timeout-check",
    title: "no timeout check: silent servers are evicted late",
    source: "HAProxy src/check.c process_chk_conn; configuration manual 4.2, timeout check",
  },
  (group) => {
    const { timing } = group.first.check;
    if (timing.timeoutCheckMs !== undefined) return undefined;
    const deadlineMs = usualDeadline(timing);
    const fast = { timeoutCheckMs: deadlineMs, timeoutConnectMs: deadlineMs, fastinterMs: deadlineMs };
    const text = asWritten(deadlineMs);
    return {
      severity: "warning",
      place: placeOf(group.first.server, "inter"),
      message: `${namesOf(group)} of ${group.proxy.name}: no timeout check, so that a check without an answer lasts inter ${settingText(timing.interMs)}`,
      why: `a server that refuses goes DOWN after ${windowText(evictionUnder(group, timing, "refused"))}, but one that is frozen, cut off or lost after ${windowText(silentEviction(group, timing))}; with timeout check, timeout connect and fastinter of ${text} after ${windowText(silentEviction(group, { ...timing, ...fast }))}`,
      change: `write timeout check ${text}, timeout connect ${text} and fastinter ${text}, or a shorter inter`,
    };
  },
);

/** Before 3.3 a timeout that is shorter than the one of the connection is written, and not woken up for. */
export const timeoutCheckLate = timingRule(
  {
    id: "timeout-check-late",
    title: "timeout check fires late, because timeout connect is longer",
    source: "HAProxy src/tcpcheck.c tcpcheck_eval_connect; fixed upstream by 7c788f098 (3.3)",
  },
  (group) => {
    const { timing, wantsAnswer } = group.first.check;
    const late = failingCheck(timing, "frozen", group.balancer.haproxy.version);
    if (!wantsAnswer || timing.timeoutCheckMs === undefined || late.earliestMs === late.latestMs)
      return undefined;
    const fixed = { ...timing, timeoutConnectMs: timing.timeoutCheckMs };
    return {
      severity: "warning",
      place: placeOf(group.proxy, "timeout check"),
      message: `timeout check ${settingText(timing.timeoutCheckMs)} fires late: timeout connect is longer`,
      why: `in HAProxy before 3.3 a check of a frozen server ends after ${windowText(late)}: it goes DOWN after ${windowText(evictionUnder(group, timing, "frozen"))}, with timeout connect ${settingText(timing.timeoutCheckMs)} after ${windowText(evictionUnder(group, fixed, "frozen"))}`,
      change: `write timeout connect ${asWritten(timing.timeoutCheckMs)} or less`,
    };
  },
);

/** fall × inter is what people reckon with. */
export const slowSilentEviction = timingRule(
  {
    id: "slow-silent-eviction",
    title: "silent servers are evicted later than fall × inter",
    source: "HAProxy src/check.c process_chk_conn, src/server.c srv_getinter",
  },
  (group) => {
    const { timing } = group.first.check;
    const reckonedMs = timing.fall * timing.interMs;
    const silent = silentEviction(group, timing);
    if (timing.timeoutCheckMs === undefined || silent.latestMs <= reckonedMs) return undefined;
    return {
      severity: "warning",
      place: placeOf(group.first.server, "inter"),
      message: `${namesOf(group)} of ${group.proxy.name}: silence is noticed later than fall × inter, ${settingText(reckonedMs)}`,
      why: `a frozen, lost or cut off server goes DOWN after ${windowText(silent)}: the next check is counted from the end of one that times out`,
      change: "write a fastinter, a shorter timeout check, and a timeout connect that is not longer",
    };
  },
);

/** A check that may outlast its own interval. */
export const timeoutCheckOverInter = timingRule(
  {
    id: "timeout-check-over-inter",
    title: "timeout check is longer than the interval between checks",
    source: "HAProxy src/tcpcheck.c tcpcheck_eval_connect; configuration manual 4.2, timeout check",
  },
  (group) => {
    const { timing, wantsAnswer } = group.first.check;
    const { timeoutCheckMs = 0, interMs } = timing;
    if (!wantsAnswer || timeoutCheckMs <= interMs) return undefined;
    const equal = { ...timing, timeoutCheckMs: interMs };
    return {
      severity: "warning",
      place: placeOf(group.proxy, "timeout check"),
      message: `${namesOf(group)} of ${group.proxy.name}: timeout check ${settingText(timeoutCheckMs)} is longer than inter ${settingText(interMs)}`,
      why: `a frozen server goes DOWN after ${windowText(evictionUnder(group, timing, "frozen"))}; with a timeout of inter after ${windowText(evictionUnder(group, equal, "frozen"))}`,
      change: `write a timeout check of at most ${asWritten(interMs)}`,
    };
  },
);

/** One lost packet, one long pause: out. */
export const fallOne = timingRule(
  {
    id: "fall-one",
    title: "a single failed check takes a server out",
    source: "HAProxy src/check.c set_server_check_status",
  },
  (group) => {
    const { timing } = group.first.check;
    if (timing.fall !== 1) return undefined;
    const place = placeOf(group.first.server, "fall");
    const inherited = place.line === group.first.server.place.line ? "" : " (inherited from default-server)";
    const back = readmission(timing, failingCheck(timing, "refused", group.balancer.haproxy.version));
    return {
      severity: "warning",
      place,
      message: `${namesOf(group)} of ${group.proxy.name}: fall 1${inherited}`,
      why: `one lost or late answer takes a healthy server out for ${windowText(back)}; a pause that all of them share (a database, a switch) takes all of them out at once`,
      change: "write fall 2 or 3, and a shorter fastinter to stay as quick",
    };
  },
);

/** Random intervals widen what can be promised. */
export const spreadChecks = timingRule(
  {
    id: "spread-checks",
    title: "spread-checks widens every window",
    source: "HAProxy configuration manual 3.1, spread-checks; src/check.c process_chk_conn",
  },
  (group) => {
    const { timing } = group.first.check;
    const { spreadPercent = 0 } = timing;
    if (spreadPercent === 0) return undefined;
    return {
      severity: "note",
      place: group.balancer.haproxy.global.writtenAt["spread-checks"]?.place ?? group.proxy.place,
      message: `spread-checks ${spreadPercent}: every interval is up to ${spreadPercent} % longer or shorter`,
      why: `a server of ${group.proxy.name} that refuses goes DOWN after ${windowText(evictionUnder(group, timing, "refused"))}; without it after ${windowText(evictionUnder(group, { ...timing, spreadPercent: 0 }, "refused"))}`,
      change: "leave it out where a promise is tight, or promise the longer time",
    };
  },
);

/** A reload believes that everybody is well. */
export const reloadForgetsHealth: Rule = {
  id: "reload-forgets-health",
  title: "a reload takes dead servers back",
  source: "HAProxy src/check.c start_checks, start_check_task; measured: 2.03 s and 5.01 s of errors",
  check: ({ balancers }) =>
    balancers.flatMap((balancer): readonly Reported[] => {
      const views = checkedServers(balancer).filter(
        ({ proxy, server }) => proxy.loadServerState === "none" && !/down|none/.test(server.initState ?? ""),
      );
      const [first] = views;
      if (first === undefined) return [];
      const slots = bootSlots(serverViews(balancer));
      const { version } = balancer.haproxy;
      const windows = views.flatMap(({ server, check }) => {
        const slot = slots.get(server.id);
        if (slot === undefined) return [];
        const lasting = (failure: CheckFailure): Window => failingCheck(check.timing, failure, version);
        return [
          evictionAfterStart(check.timing, lasting("refused"), slot, version),
          evictionAfterStart(check.timing, lasting("dropped"), slot, version),
        ];
      });
      const [one, ...more] = windows;
      if (one === undefined) return [];
      return [
        {
          severity: "note",
          place: first.proxy.place,
          message: "a reload or restart forgets which servers are down, and which are not ready yet",
          why: `each starts UP and gets its share of new connections until its first check has failed, ${windowText(hull(one, ...more))} after the start`,
          change:
            "write server-state-file and load-server-state-from-file global, and save the state before a reload; from 3.1 on init-state down",
        },
      ];
    }),
};
