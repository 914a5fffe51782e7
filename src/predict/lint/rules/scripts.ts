import { settingText, windowText } from "../../model/figures.ts";
import type { VrrpScript } from "../../keepalived/config.ts";
import { successorOf, timersAgainst } from "../../model/move.ts";
import type { Router } from "../../model/router.ts";
import { looksAt, scriptKind } from "../../model/script-kind.ts";
import { isAtLeast } from "../../timing/release.ts";
import { faultDemotion } from "../../timing/demotion.ts";
import { hangingRun, scriptFailure, usualRun } from "../../timing/script.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { heirOf, moveFrom, routersOf, type LintSubject } from "../subject.ts";
import { weightPlace } from "./priorities.ts";
import { moveByFault, weightedNotices } from "./preemption.ts";

/** What a probe's own deadline should be: shorter than any interval that keepalived 2.2 knows. */
const usualDeadlineMs = 500;
const haproxyDies = { kind: "process-crash", process: "haproxy" } as const;
const haproxyFreezes = { kind: "process-freeze", process: "haproxy" } as const;

/** The scripts that a router tracks and that have a command. */
export function trackedScripts({ balancer, tracked }: Router): readonly VrrpScript[] {
  const names = new Set(tracked.filter(({ kind }) => kind === "script").map(({ ref }) => ref.name));
  const known = new Map<string, VrrpScript>();
  for (const script of balancer.keepalived.scripts) {
    if (names.has(script.name) && script.usable && !known.has(script.name)) known.set(script.name, script);
  }
  return [...known.values()];
}

/** The catch that every guide copies: a process that exists is not a process that works. */
export const processCheckBlind: Rule = {
  id: "process-check-blind",
  title: "the check passes for a HAProxy that hangs",
  source: "kill(2), signal 0; measured: a stopped HAProxy was never noticed",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const move = moveFrom(subject, router, haproxyFreezes);
      if (!("never" in move)) return [];
      return trackedScripts(router).flatMap((script) => blindReport(script) ?? []);
    }),
};

function blindReport(script: VrrpScript): Reported | undefined {
  const kind = scriptKind(script.script ?? "");
  if (kind.sees === "probe" || !looksAt(kind, "haproxy")) return undefined;
  const sees =
    kind.sees === "process" ? "asks whether a process exists" : "asks whether the kernel accepts connections";
  const absent = /\bkillall\b/.test(script.script ?? "")
    ? `; where killall is missing (package psmisc) it fails on every balancer alike and decides nothing`
    : "";
  return {
    severity: "error",
    place: placeOf(script, "script"),
    message: `${script.name} ${sees}, not whether HAProxy answers`,
    why: `a HAProxy that hangs passes: the VIP never leaves its balancer, and every new connection hangs${absent}`,
    change:
      "ask HAProxy itself, with a deadline: a frontend with monitor-uri on 127.0.0.1, and curl --fail --max-time 0.5",
  };
}

/** keepalived guards the address and nobody guards HAProxy. */
export const haproxyNotWatched: Rule = {
  id: "haproxy-not-watched",
  title: "nothing that keepalived tracks looks at HAProxy",
  source: "keepalived.conf(5), track_script; vrrp/vrrp_track.c",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      if (router.balancer.haproxy.proxies.length === 0) return [];
      const move = moveFrom(subject, router, haproxyDies);
      const looks = router.tracked.some(({ kind }) => kind === "file" || kind === "process");
      if (!("never" in move) || looks || trackedScripts(router).some(looksAtHaproxy)) return [];
      return [
        {
          severity: "error",
          place: router.instance.place,
          message: `${router.instance.name} does not watch HAProxy`,
          why: `when HAProxy dies on ${router.host} the VIP never moves, and every new connection is refused until somebody comes`,
          change: "add a vrrp_script that asks HAProxy, and name it in track_script, below its definition",
        },
      ];
    }),
};

function looksAtHaproxy({ script }: VrrpScript): boolean {
  return looksAt(scriptKind(script ?? ""), "haproxy");
}

/** A weight waits for the old master to be outvoted; a FAULT says so at once. */
export const weightedScriptSlow: Rule = {
  id: "weighted-script-slow",
  title: "a weight makes the failover of a dead HAProxy slow",
  source: "keepalived vrrp/vrrp.c vrrp_state_backup, vrrp/vrrp_track.c down_instance",
  check: (subject) =>
    routersOf(subject).flatMap((router) => {
      const [notice] = weightedNotices(router);
      const now = moveFrom(subject, router, haproxyDies);
      if (notice === undefined || "never" in now || now.by.instance.preemptDelayMs > 0) return [];
      const fault = moveByFault(notice, now.by, router);
      if (fault.latestMs >= now.window.latestMs) return [];
      return [
        {
          severity: "warning",
          place: weightPlace(router, notice.tracked),
          message: `${notice.tracked.ref.name} demotes by weight ${notice.tracked.ref.weight}, which the backup answers only when its timer runs out`,
          why: `when HAProxy dies the VIP moves after ${windowText(now.window)}, refusing every new connection meanwhile; with weight 0 after ${windowText(fault)}`,
          change:
            "set the weight to 0: then a balancer without HAProxy holds no VIP, even if no other one is left",
        },
      ];
    }),
};

/** keepalived before 2.3.2 reads whole seconds and keeps its default for anything else. */
export const scriptIntervalFraction: Rule = {
  id: "script-interval-fraction",
  title: "a script's interval or timeout is not in force as written",
  source: "keepalived vrrp/vrrp_parser.c (whole seconds until 2.3.2), lib/parser.c read_unsigned_strvec",
  check: (subject) =>
    routersOf(subject).flatMap((router) =>
      trackedScripts(router).flatMap((script) =>
        (["interval", "timeout"] as const).flatMap(
          (keyword) => fractionReport(router, script, keyword) ?? [],
        ),
      ),
    ),
};

function fractionReport(
  { balancer }: Router,
  script: VrrpScript,
  keyword: "interval" | "timeout",
): Reported | undefined {
  const text = script.writtenAt[keyword]?.text.split(" ")[1];
  const writtenMs = Number(text) * 1000;
  const inForceMs = keyword === "interval" ? script.intervalMs : script.timeoutMs;
  if (text === undefined || !(writtenMs > 0) || Math.abs(writtenMs - inForceMs) < 0.001) return undefined;
  const { version } = balancer.keepalived;
  const timing = { ...script, [keyword === "interval" ? "intervalMs" : "timeoutMs"]: writtenMs };
  const run = (each: VrrpScript): ReturnType<typeof hangingRun> =>
    keyword === "interval" ? usualRun : hangingRun(each, scriptKind(script.script ?? "").deadlineMs);
  const now = scriptFailure(script, run(script), version);
  const meant = scriptFailure(timing, run(timing), version);
  return {
    severity: "error",
    place: placeOf(script, keyword),
    message: `${keyword} ${text} of ${script.name} is taken as ${settingText(inForceMs)} by keepalived ${version}`,
    why: `a failure counts after ${windowText(now)}, not after ${windowText(meant)}`,
    change: "write whole seconds, or use keepalived 2.3.2 or newer",
  };
}

/** Signals may be sent only to one's own processes. */
export const scriptNoPermission: Rule = {
  id: "script-no-permission",
  title: "the check may not send a signal to HAProxy",
  source: "kill(2), EPERM; keepalived lib/notify.c set_script_uid_gid",
  check: (subject) =>
    routersOf(subject).flatMap((router) =>
      trackedScripts(router).flatMap((script): readonly Reported[] => {
        const { globalDefs } = router.balancer.keepalived;
        const user = (script.user ?? globalDefs.scriptUser)?.split(" ")[0];
        if (user === undefined || user === "root" || user === haproxyUser(router)) return [];
        if (!/\b(?:killall|pkill|kill)\s+(?:-0|-s\s*0)\b/.test(script.script ?? "")) return [];
        const then =
          script.weight === 0
            ? "no balancer ever holds the VIP"
            : "the check decides nothing: a dead HAProxy keeps the VIP";
        return [
          {
            severity: "error",
            place: placeOf(script, script.user === undefined ? "script" : "user"),
            message: `${script.name} runs as ${user}, who may not signal HAProxy's processes`,
            why: `it fails on every balancer from the start; ${then}`,
            change: "ask HAProxy by a request instead, or run the script as root",
          },
        ];
      }),
    ),
};

function haproxyUser({ balancer }: Router): string | undefined {
  const global = balancer.haproxy.sections.filter(({ kind }) => kind === "global");
  const line = global.flatMap(({ directives }) => directives).find(({ words }) => words[0]?.text === "user");
  return line?.words[1]?.text;
}

/** keepalived says SECURITY VIOLATION in its log and runs them all the same. */
export const scriptSecurity: Rule = {
  id: "script-security",
  title: "scripts run without enable_script_security",
  source: "keepalived.conf(5) enable_script_security; lib/notify.c check_script_secure",
  check: (subject) =>
    subject.balancers.flatMap(({ keepalived }) => {
      const [script] = keepalived.scripts.filter(({ usable }) => usable);
      if (script === undefined || keepalived.globalDefs.enableScriptSecurity) return [];
      const { scriptUser } = keepalived.globalDefs;
      const user = scriptUser ?? "root, where there is no user keepalived_script,";
      return [
        {
          severity: "warning",
          place: script.place,
          message: "scripts run without enable_script_security",
          why: `they run as ${user} even if others may change them, and whoever can rules the balancer that holds the VIP; keepalived -t ends with an error`,
          change: "write enable_script_security and script_user root in global_defs",
        },
      ];
    }),
};

/** Without a deadline of its own a hung probe lasts as long as keepalived lets it. */
export const scriptWithoutDeadline: Rule = {
  id: "script-without-deadline",
  title: "the check has no deadline of its own",
  source: "keepalived vrrp/vrrp_scheduler.c vrrp_script_child_thread; commit 94d40e3b",
  check: (subject) =>
    routersOf(subject).flatMap((router) =>
      trackedScripts(router).flatMap((script) => deadlineReport(subject, router, script) ?? []),
    ),
};

function deadlineReport(subject: LintSubject, router: Router, script: VrrpScript): Reported | undefined {
  const kind = scriptKind(script.script ?? "");
  const tracked = router.tracked.find(({ ref, kind: what }) => what === "script" && ref.name === script.name);
  const isProbe = kind.sees === "probe" && looksAt(kind, "haproxy") && tracked?.ref.weight === 0;
  if (!isProbe || kind.deadlineMs !== undefined || script.timeoutMs <= usualDeadlineMs) return undefined;
  const heir = heirOf(subject, router);
  if (heir === undefined) return undefined;
  const { version } = router.balancer.keepalived;
  const timers = timersAgainst(heir, router);
  const after = (deadlineMs: number | undefined): string => {
    const noticed = scriptFailure(script, hangingRun(script, deadlineMs), version);
    return windowText(faultDemotion(noticed, timers, successorOf(heir)));
  };
  const beside = isAtLeast(version, "2.3.3") ? "" : ", and a second run starts beside the first";
  return {
    severity: "note",
    place: placeOf(script, "script"),
    message: `${script.name} shows no deadline of its own`,
    why: `if it hangs with HAProxy, keepalived ends it after ${settingText(script.timeoutMs)}${beside}: the VIP moves after ${after(undefined)}, with a deadline of 0.5 s after ${after(usualDeadlineMs)}`,
    change: "put timeout 0.5 in front of the command, or use its own option (curl --max-time 0.5)",
  };
}

/** In a container the kernel's process events do not arrive. */
export const trackProcessInContainer: Rule = {
  id: "track-process-in-container",
  title: "vrrp_track_process does nothing inside a container",
  source:
    'keepalived vrrp/vrrp_track_process.c; measured: "Failed to set/clear process event listen - errno 111"',
  check: (subject) =>
    routersOf(subject).flatMap((router) =>
      router.instance.trackProcesses.map(({ name, place }): Reported => {
        const outside = moveFrom(subject, router, haproxyDies);
        return {
          severity: "note",
          place,
          message: `${name} is tracked by process events, which a container does not get`,
          why: `in a container it never fails, silently: a dead HAProxy keeps the VIP${"never" in outside ? "" : `; outside the VIP moves after ${windowText(outside.window)}`}`,
          change: "in a container use a vrrp_script, or a track_file that a watcher writes",
        };
      }),
    ),
};
