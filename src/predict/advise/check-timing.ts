import { asWritten } from "../lint/as-written.ts";
import { checkedServers, type CheckedServer } from "../lint/server-groups.ts";
import { secondsText, settingText } from "../model/figures.ts";
import { eviction, failingCheck, type CheckFailure, type CheckTiming } from "../timing/health-check.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { rateText, usualBelow, usualMs } from "./figures.ts";
import {
  editProxies,
  hasTimeout,
  setServerOptions,
  setTimeoutOf,
  type Options,
  type Written,
} from "./haproxy-lines.ts";
import type { Proxy } from "../haproxy/config.ts";
import type { Balancer } from "../model/scene.ts";
import type { Targets } from "./targets.ts";

/** What is changed about the timing of checks; what is missing stays as it is. */
interface Wanted {
  readonly interMs?: number;
  readonly fastinterMs?: number;
  readonly fall?: number;
  readonly timeoutCheckMs?: number;
  readonly timeoutConnectMs?: number;
}

/** Grain of the model for health checks: what is measured may be so much later. */
const grainMs = 100;
/** A promise of many alternatives is not better than one of a few. */
const mostAlternatives = 3;
/** inter, fastinter, fall, timeout check, timeout connect. */
const mostSettings = 5;

/** Servers of any proxies that are timed alike, and whose check can see the same. */
interface Group {
  readonly key: string;
  readonly timing: CheckTiming;
  readonly wantsAnswer: boolean;
  readonly version: string;
  readonly ids: ReadonlySet<string>;
  readonly proxies: ReadonlySet<string>;
}

/** One remedy for all servers that are timed alike: a file of a thousand backends has a few timings. */
export function checkTimings({ setup }: Draft): readonly Remedy[] {
  const groups = new Map<string, CheckedServer[]>();
  for (const view of setup.balancers.flatMap(checkedServers)) {
    const key = keyOf(view);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [view]);
    else known.push(view);
  }
  return [...groups].flatMap(([key, views]) => {
    const [first] = views;
    if (first === undefined) return [];
    const group = {
      key,
      timing: first.check.timing,
      wantsAnswer: first.check.wantsAnswer,
      version: first.balancer.haproxy.version,
      ids: new Set(views.map(({ server }) => server.id)),
      proxies: new Set(views.map(({ proxy }) => proxy.name)),
    };
    return [remedyFor(group)];
  });
}

function remedyFor(group: Group): Remedy {
  return {
    aspects: ["eviction"],
    concerns: ({ subject }) => group.ids.has(subject),
    alternatives: (_, targets) => timings(group, targets).map((wanted) => change(group, wanted)),
  };
}

function keyOf({ check, balancer }: CheckedServer): string {
  return JSON.stringify([check.timing, check.wantsAnswer, balancer.haproxy.version]);
}

/** The combinations that meet the target by the formulas: fewest settings first, then fewest checks, then most patience. */
function timings(group: Group, { evictionMs }: Targets): readonly Wanted[] {
  const { timing } = group;
  const choices = [
    usualBelow(timing.interMs).map((interMs) => ({ interMs })),
    usualBelow(timing.fastinterMs ?? timing.interMs).map((fastinterMs) => ({ fastinterMs })),
    timing.fall > 2 ? [{ fall: 2 }] : [],
    deadlines(timing),
  ];
  for (let settings = 1; settings <= mostSettings; settings += 1) {
    const fitting = combinations(choices, settings).filter((wanted) => {
      const { interMs, fastinterMs = 0 } = { ...timing, ...wanted };
      const sensible = wanted.fastinterMs === undefined || fastinterMs < interMs;
      return sensible && slowest(group, { ...timing, ...wanted }) + grainMs <= evictionMs;
    });
    if (fitting.length === 0) continue;
    return [...fitting].sort((one, other) => milder(timing, one, other)).slice(0, mostAlternatives);
  }
  return [];
}

/** Every way to change exactly so many settings. */
function combinations(choices: readonly (readonly Wanted[])[], settings: number): readonly Wanted[] {
  if (settings === 0) return [{}];
  const [first, ...rest] = choices;
  if (first === undefined) return [];
  const withFirst = first.flatMap((option) => {
    const left = settings - Object.keys(option).length;
    return left < 0 ? [] : combinations(rest, left).map((others) => ({ ...option, ...others }));
  });
  return [...withFirst, ...combinations(rest, settings)];
}

/** `timeout check` alone, or with a `timeout connect` that is not longer: before 3.3 it fires late otherwise. */
function deadlines({ timeoutCheckMs, timeoutConnectMs, interMs }: CheckTiming): readonly Wanted[] {
  const below = (ms: number | undefined): readonly number[] =>
    usualMs.filter((usual) => usual <= interMs && usual < (ms ?? Infinity));
  const checks = below(timeoutCheckMs).map((ms) => ({ timeoutCheckMs: ms }));
  const connects = below(timeoutConnectMs).map((ms) => ({ timeoutConnectMs: ms }));
  const known = new Set(connects.map((each) => each.timeoutConnectMs));
  const both = checks
    .filter((each) => known.has(each.timeoutCheckMs))
    .map((each) => ({ ...each, timeoutConnectMs: each.timeoutCheckMs }));
  return [...checks, ...(timeoutCheckMs === undefined ? [] : connects), ...both];
}

/** The latest DOWN under any failure that this check can see. */
function slowest({ wantsAnswer, version }: Group, timing: CheckTiming): number {
  const seen: readonly CheckFailure[] = wantsAnswer
    ? ["refused", "dropped", "frozen"]
    : ["refused", "dropped"];
  return Math.max(
    ...seen.map((failure) => eviction(timing, failingCheck(timing, failure, version)).latestMs),
  );
}

function milder(timing: CheckTiming, one: Wanted, other: Wanted): number {
  const [a, b] = [
    { ...timing, ...one },
    { ...timing, ...other },
  ];
  return (
    b.fall - a.fall ||
    b.interMs - a.interMs ||
    answerWithin(b) - answerWithin(a) ||
    (b.fastinterMs ?? b.interMs) - (a.fastinterMs ?? a.interMs)
  );
}

function answerWithin({ timeoutCheckMs, interMs }: CheckTiming): number {
  return timeoutCheckMs ?? interMs;
}

function change(group: Group, wanted: Wanted): Change {
  const parts = partsOf(wanted);
  const names = [...group.proxies];
  const title =
    names.length <= 4 ? names.join(", ") : `${names.length} proxies such as ${names.slice(0, 3).join(", ")}`;
  return {
    id: "check-faster",
    title: `${title}: ${parts.map((part) => part.join(" ")).join(", ")}`,
    apply: (draft) =>
      editProxies(
        draft,
        (balancer) => concerned(balancer, group),
        (current, written) => retimed(current, written, group, wanted),
      ),
    prices: () => pricesOf(group, wanted),
  };
}

function concerned(balancer: Balancer, group: Group): ReadonlySet<Proxy> {
  return new Set(
    checkedServers(balancer)
      .filter((view) => keyOf(view) === group.key)
      .map(({ proxy }) => proxy),
  );
}

/** Lines that are there are changed before any is added, which would move those below. */
function retimed(draft: Draft, written: Written, { key }: Group, wanted: Wanted): Draft {
  const { timeoutCheckMs, timeoutConnectMs } = wanted;
  const servers = checkedServers(written.balancer)
    .filter((view) => view.proxy === written.proxy && keyOf(view) === key)
    .map(({ server }) => server);
  const timeouts = (
    [
      ["connect", timeoutConnectMs],
      ["check", timeoutCheckMs],
    ] as const
  ).flatMap(([name, ms]) =>
    ms === undefined ? [] : [{ name, value: asWritten(ms), isThere: hasTimeout(written, name) }],
  );
  const set = (current: Draft, isThere: boolean): Draft =>
    timeouts
      .filter((timeout) => timeout.isThere === isThere)
      .reduce((state, { name, value }) => setTimeoutOf(state, written, name, value), current);
  const options = partsOf(wanted).filter(([setting]) => !setting.startsWith("timeout "));
  return set(setServerOptions(set(draft, true), written, servers, options), false);
}

function partsOf(wanted: Wanted): Options {
  const time = (setting: string, ms: number | undefined): Options =>
    ms === undefined ? [] : [[setting, asWritten(ms)]];
  return [
    ...time("inter", wanted.interMs),
    ...time("fastinter", wanted.fastinterMs),
    ...(wanted.fall === undefined ? [] : [["fall", String(wanted.fall)] as const]),
    ...time("timeout check", wanted.timeoutCheckMs),
    ...time("timeout connect", wanted.timeoutConnectMs),
  ];
}

function pricesOf(group: Group, wanted: Wanted): readonly string[] {
  const was = group.timing;
  const is = { ...was, ...wanted };
  const rate = ({ interMs }: CheckTiming): string => rateText(1000 / interMs);
  const blip = (timing: CheckTiming): string =>
    secondsText(eviction(timing, failingCheck(timing, "refused", group.version)).earliestMs);
  return [
    ...(is.interMs === was.interMs
      ? []
      : [`checks of each server: ${rate(was)} → ${rate(is)} a second from each balancer`]),
    ...(answerWithin(is) === answerWithin(was)
      ? []
      : [
          `an answer that takes longer than ${settingText(answerWithin(is))} counts as a failure, before ${settingText(answerWithin(was))}`,
        ]),
    ...(blip(is) === blip(was)
      ? []
      : [`a server that refuses for ${blip(is)} may be taken out, before ${blip(was)}`]),
    ...(wanted.timeoutConnectMs === undefined
      ? []
      : [
          `connections of clients to a server are given up after ${settingText(wanted.timeoutConnectMs)} too`,
        ]),
  ];
}
