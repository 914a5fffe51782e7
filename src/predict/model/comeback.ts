import { isAtLeast } from "../timing/release.ts";
import { failback, splitBrainEnds, weightRestored, silentBlackHole } from "../timing/failback.ts";
import { masterDownMs, skewMs } from "../timing/vrrp.ts";
import { atOnce, hull, inSequence, mayNeverCome, windowOf } from "../timing/window.ts";
import type { Window } from "../prediction.ts";
import { inSeconds, secondsText, settingText } from "./figures.ts";
import { successorOf, timersAgainst, type Move } from "./move.ts";
import type { Contest, Router } from "./router.ts";
import type { Scene } from "./scene.ts";
import { runOf, scriptKind } from "./script-kind.ts";
import { sources } from "./sources.ts";

/** A started keepalived removes leftovers of its addresses before anything else. */
const startRemovesAddress: Window = windowOf(0, 500);

/** How an address comes back to the balancer that lost it, or why it does not. */
export interface Comeback {
  readonly window: Window | undefined;
  /** Where two held the address: from the heal until only one does. */
  readonly twoHoldersEnd: Window;
  readonly knob: string;
  readonly formula: string;
  readonly source: string;
  readonly note: string | undefined;
}

/** A thawed master speaks at once; 17 to 28 ms with the engine's own time where this was measured. */
const thawedSpeaks: Window = windowOf(0, 100);

/** What happens to the address once the fault is healed. */
export function comebackOf({ holder }: Contest, scene: Scene, move: Move): Comeback {
  if (move.cause === "impairment") return flapping(move);
  if (move.cause === "deafness") return meetAgain(holder, scene, move);
  if (isThaw(scene)) return thawed(holder, move);
  const ready = readyOf(holder, scene, move);
  const timers = timersAgainst(holder, move.by);
  const returning = successorOf(holder);
  const way = move.cause === "weight" ? weightRestored : failback;
  const expected = way(ready, timers, returning, move.by.priority);
  const removedAtStart = inSequence(scene.surroundings.startMs ?? atOnce, startRemovesAddress);
  const wait = masterDownMs(timers, holder.priority);
  const common = {
    source: sources.failback,
    knob: `advert_int ${settingText(timers.advertMs)}`,
  } as const;
  if ("never" in expected) {
    const knob = returning.nopreempt ? "nopreempt" : `priority ${holder.priority}`;
    return {
      ...common,
      twoHoldersEnd: removedAtStart,
      knob,
      window: undefined,
      formula: "–",
      note: expected.never,
    };
  }
  const readyText = `[${inSeconds(ready.earliestMs)}, ${inSeconds(ready.latestMs)}]`;
  const phase = move.cause === "weight" ? ` − [0, ${inSeconds(timers.advertMs)}]` : "";
  const delay = returning.preemptDelayMs;
  return {
    ...common,
    twoHoldersEnd: removedAtStart,
    window: mayNeverCome(move.window) ? windowOf(expected.window.earliestMs, Infinity) : expected.window,
    knob: delay > 0 ? `preempt_delay ${settingText(delay)}` : common.knob,
    formula: `ready ${readyText} + ${inSeconds(wait)}${phase}${delay > 0 ? ` + delay ${inSeconds(delay)} and up to 2 advertisements` : ""}`,
    note: "connections through the other balancer break a second time",
  };
}

function isThaw({ plan }: Scene): boolean {
  return plan.kind === "host-freeze" || (plan.kind === "process-freeze" && plan.process === "keepalived");
}

/** How long after the heal the hurt balancer is a backup with its full priority. */
function readyOf(holder: Router, { plan, surroundings }: Scene, move: Move): Window {
  const start = surroundings.startMs ?? atOnce;
  if (plan.kind === "link-down") return move.cause === "silence" ? atOnce : move.recovered;
  if (move.cause === "fault" || move.cause === "weight") return inSequence(start, move.recovered);
  return inSequence(start, firstVerdicts(holder, plan.kind === "host-loss"));
}

/**
 * A started keepalived runs its scripts at once. Where HAProxy starts beside it, the first run may come too early, and
 * it takes `rise` runs to make up for it.
 */
function firstVerdicts({ balancer, tracked }: Router, haproxyStartsToo: boolean): Window {
  const waits = tracked.flatMap(({ kind, ref }) => {
    const script = balancer.keepalived.scripts.find(({ name }) => kind === "script" && name === ref.name);
    if (script === undefined) return [];
    const runMs = runOf(scriptKind(script.script ?? "")).latestMs;
    return [
      windowOf(0, haproxyStartsToo || script.initFail ? script.rise * script.intervalMs + runMs : runMs),
    ];
  });
  return hull(atOnce, ...waits);
}

function thawed({ instance, balancer, priority }: Router, { by }: Move): Comeback {
  const twoHoldersEnd = windowOf(0, by.timers.advertMs);
  const common = {
    formula: "–",
    source: sources.meeting,
    window: undefined,
    twoHoldersEnd,
  } as const;
  if (priority < by.priority) {
    const note = `it wakes with priority ${priority} and hears ${by.priority}: it steps down`;
    return { ...common, knob: `priority ${priority}`, note };
  }
  const stepsBack = instance.nopreempt && "timer_expired_backup" in instance.writtenAt;
  if (stepsBack && isAtLeast(balancer.keepalived.version, "2.2.8")) {
    return {
      ...common,
      knob: "timer_expired_backup",
      note: "it wakes as a backup and leaves the VIP where it is",
    };
  }
  return {
    ...common,
    window: thawedSpeaks,
    twoHoldersEnd: thawedSpeaks,
    knob: "state MASTER in memory",
    formula: "thawed, it speaks at once [0, 0.1]",
    note: "it never learnt that it was replaced; nopreempt does not stop it from taking the VIP back",
  };
}

/** A master that is late goes on speaking: whoever took its address gives it back when it hears a higher priority, or keeps it. */
function flapping({ by }: Move): Comeback {
  return {
    window: windowOf(0, Infinity),
    twoHoldersEnd: splitBrainEnds(by.timers),
    knob: "–",
    formula: "–",
    source: sources.meeting,
    note: "if it moved, it may be back long before the heal, and move again",
  };
}

function meetAgain(holder: Router, { plan }: Scene, { by }: Move): Comeback {
  const timers = timersAgainst(by, holder);
  const common = { source: sources.meeting, twoHoldersEnd: splitBrainEnds(timers) } as const;
  if (holder.priority < by.priority) {
    const note = `it meets priority ${by.priority} and steps down`;
    return { ...common, window: undefined, knob: `priority ${holder.priority}`, formula: "–", note };
  }
  const { instance } = by;
  const hole = silentBlackHole({
    higherPrioSendAdvert: instance.higherPrioSendAdvert,
    garpMasterRefreshMs: holder.instance.garp.refreshMs,
  });
  const odds = 1 - (skewMs(timers, by.priority) % timers.advertMs) / timers.advertMs;
  const dark =
    hole.latestMs === 0
      ? "vrrp_higher_prio_send_advert: the winner answers with gratuitous ARP"
      : `with probability ${odds.toFixed(2)} nobody sends a gratuitous ARP: clients may go on talking to ${by.host} for up to ${secondsText(hole.latestMs)}`;
  const alone = plan.only === undefined && plan.from === undefined && plan.hosts.includes(holder.host);
  return {
    ...common,
    window: splitBrainEnds(timers),
    knob: `advert_int ${settingText(timers.advertMs)}`,
    formula: `[0, ${inSeconds(timers.advertMs)}]: the next advertisement that is heard`,
    note: alone ? `${dark}; if it lost its servers meanwhile, it serves nobody until they are back` : dark,
  };
}
