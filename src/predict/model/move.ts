import type { Window } from "../prediction.ts";
import { faultDemotion, weightDemotion, type Successor } from "../timing/demotion.ts";
import { farewell, hardLoss, skewMs, type VrrpTimers } from "../timing/vrrp.ts";
import { firstOf, hull, mayNeverCome, windowOf } from "../timing/window.ts";
import { inSeconds, settingText } from "./figures.ts";
import { highest, priorityWith, type Contest, type Router } from "./router.ts";
import type { Scene } from "./scene.ts";
import { sources } from "./sources.ts";
import { canInherit, isFault, symptomOf, type Symptom } from "./symptom.ts";
import type { Notice } from "./watch.ts";

/** An address moves from its holder to another balancer. */
export interface Move {
  readonly by: Router;
  /** By what it came to move: it decides how the address comes back. */
  readonly cause: "silence" | "farewell" | "fault" | "weight" | "deafness" | "impairment";
  readonly window: Window;
  /** The holder still has the address meanwhile. */
  readonly keepsAddress: boolean;
  /** From the heal until what demoted the holder is well again. */
  readonly recovered: Window;
  /** What took notice of the fault, where the holder was demoted by what it tracks. */
  readonly notices: readonly Notice[];
  readonly knob: string;
  readonly formula: string;
  readonly source: string;
  readonly note: string | undefined;
}

/** An address stays where it is, for this reason. */
export interface Stay {
  readonly never: string;
  readonly knob: string;
}

/** What becomes of an address whose holder has this symptom. */
export function moveOf(contest: Contest, scene: Scene, symptom: Symptom): Move | Stay {
  const heirs = contest.others.flatMap((router) => {
    const own = symptomOf(router, scene.plan, scene.surroundings);
    if (!canInherit(own)) return [];
    const hurt = own.kind === "watched" ? own.notices.map(({ tracked }) => tracked) : [];
    return [{ ...router, priority: priorityWith(router, hurt) }];
  });
  const heir = highest(heirs);
  switch (symptom.kind) {
    case "well":
      return { never: symptom.because, knob: "–" };
    case "silent":
      return heir === undefined ? nobodyLeft(contest) : silenceMove(heir, contest.holder, symptom);
    case "farewell":
      return heir === undefined ? nobodyLeft(contest) : farewellMove(heir, contest.holder);
    case "watched":
      if (symptom.notices.length === 0) return blindStay(symptom);
      return heir === undefined ? nobodyLeft(contest) : watchedMove(contest.holder, heirs, symptom.notices);
  }
}

/** The timers that count for an heir: the interval is the one of the master that it listens to. */
export function timersAgainst(heir: Router, master: Router): VrrpTimers {
  return { ...heir.timers, advertMs: master.timers.advertMs };
}

export function successorOf({ priority, instance: { nopreempt, preemptDelayMs } }: Router): Successor {
  return { priority, nopreempt, preemptDelayMs };
}

/** What a move after sudden silence rests on; a heir cut off from its master goes the same way. */
export function silenceFigures(
  heir: Router,
  holder: Router,
): Pick<Move, "window" | "knob" | "formula" | "source"> {
  const timers = timersAgainst(heir, holder);
  const advert = inSeconds(timers.advertMs);
  const skew = inSeconds(skewMs(timers, heir.priority));
  const n = timers.downTimerAdverts;
  return {
    window: hardLoss(timers, heir.priority),
    knob: `advert_int ${settingText(timers.advertMs)}${n === 3 ? "" : `, down_timer_adverts ${n}`}`,
    formula: `[${n - 1}·${advert} + ${skew}, ${n}·${advert} + ${skew}], ${skewText(timers, heir)}`,
    source: sources.hardLoss,
  };
}

function silenceMove(by: Router, holder: Router, { keepsAddress, note }: Symptom & { kind: "silent" }): Move {
  const recovered = windowOf(0);
  return { ...silenceFigures(by, holder), by, cause: "silence", keepsAddress, recovered, notices: [], note };
}

function farewellMove(by: Router, holder: Router): Move {
  const timers = timersAgainst(by, holder);
  return {
    by,
    cause: "farewell",
    window: farewell(timers, by.priority),
    keepsAddress: false,
    recovered: windowOf(0),
    notices: [],
    knob: `priority ${by.priority} (skew)`,
    formula: skewText(timers, by),
    source: sources.farewell,
    note: undefined,
  };
}

function watchedMove(holder: Router, heirs: readonly Router[], notices: readonly Notice[]): Move | Stay {
  const faults = notices.filter(isFault).flatMap((notice) => faultMove(heirs, holder, notice));
  const weights = notices.filter((notice) => !isFault(notice));
  const byWeight = weights.length === 0 ? undefined : weightMove(heirs, holder, weights);
  const moves = byWeight === undefined || "never" in byWeight ? faults : [...faults, byWeight];
  const earliest = [...moves].sort((a, b) => a.window.latestMs - b.window.latestMs)[0];
  if (earliest === undefined) return byWeight ?? { never: "nothing that it tracks demotes it", knob: "–" };
  return { ...earliest, window: firstOf(earliest.window, ...moves.map(({ window }) => window)) };
}

function faultMove(heirs: readonly Router[], holder: Router, notice: Notice): readonly Move[] {
  const by = highest(heirs);
  if (by === undefined) return [];
  const timers = timersAgainst(by, holder);
  return [
    {
      by,
      cause: "fault",
      window: faultDemotion(notice.failed, timers, successorOf(by)),
      keepsAddress: false,
      recovered: notice.recovered,
      notices: [notice],
      knob: notice.knob,
      formula: `${notice.formula} + skew, ${skewText(timers, by)}`,
      source: `${sources.script}; ${sources.fault}`,
      note: notice.note,
    },
  ];
}

/** Weights add up: the priority is low enough at the latest when all of them have been noticed. */
function weightMove(heirs: readonly Router[], holder: Router, notices: readonly Notice[]): Move | Stay {
  const [first, ...rest] = notices;
  const by = highest(heirs.filter(({ instance }) => !instance.nopreempt)) ?? highest(heirs);
  if (first === undefined || by === undefined)
    return { never: "nothing that it tracks demotes it", knob: "–" };
  const failed = hull(first.failed, ...rest.map((notice) => notice.failed));
  const after = priorityWith(
    holder,
    notices.map(({ tracked }) => tracked),
  );
  const timers = timersAgainst(by, holder);
  const knob = `weight ${notices.map(({ tracked }) => tracked.ref.weight).join(", ")}`;
  const expected = weightDemotion(failed, timers, successorOf(by), after);
  if ("never" in expected) return { never: expected.never, knob };
  if (mayNeverCome(failed) && restoredInTime(timers, by.priority, first)) {
    return { never: "the weight is back before the timer of the backup has run out", knob };
  }
  const silence = silenceFigures(by, holder);
  const scriptWins = failed.latestMs > silence.window.latestMs;
  const delay = by.instance.preemptDelayMs;
  return {
    by,
    cause: "weight",
    window: expected.window,
    keepsAddress: false,
    notices,
    recovered: hull(first.recovered, ...rest.map((notice) => notice.recovered)),
    knob: delay > 0 ? `preempt_delay ${settingText(delay)}` : scriptWins ? first.knob : silence.knob,
    formula: `${first.formula}${delay > 0 ? ` + delay [${inSeconds(delay)}, ${inSeconds(delay + timers.advertMs)}]` : ""} + ${silence.formula}`,
    source: `${sources.script}; ${sources.weight}`,
    note: first.note,
  };
}

/**
 * After a restart the weight is missing for a few script runs only. No takeover if an advertisement with the full priority
 * comes before the backup's timer ends: advertisements keep their beat.
 */
function restoredInTime(timers: VrrpTimers, priority: number, { recovered }: Notice): boolean {
  const withoutMs = (Math.floor(recovered.latestMs / timers.advertMs) + 1) * timers.advertMs;
  return withoutMs < timers.downTimerAdverts * timers.advertMs + skewMs(timers, priority);
}

function blindStay({ blind }: Symptom & { kind: "watched" }): Stay {
  const [first] = blind;
  return {
    never: blind.map(({ because }) => because).join("; "),
    knob: first === undefined ? "–" : `track_${first.tracked.kind} ${first.tracked.ref.name}`,
  };
}

function nobodyLeft({ others }: Contest): Stay {
  return {
    never: others.length === 0 ? "no other balancer has this address" : "no balancer is left to take it",
    knob: "–",
  };
}

function skewText(timers: VrrpTimers, { priority }: Router): string {
  const of = timers.version === 2 ? "" : `·${inSeconds(timers.advertMs)}`;
  return `skew = (256−${priority})/256${of} = ${inSeconds(skewMs(timers, priority))}`;
}
