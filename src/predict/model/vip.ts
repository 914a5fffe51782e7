import type { Prediction, Transition, Window } from "../prediction.ts";
import { windowOf } from "../timing/window.ts";
import { masterDownMs } from "../timing/vrrp.ts";
import { secondsText, windowText } from "./figures.ts";
import { comebackOf, type Comeback } from "./comeback.ts";
import { impairedMove, isImpairment } from "./impaired-router.ts";
import { misledByMeeting, misledNewcomers } from "./misled.ts";
import { moveOf, type Move, type Stay } from "./move.ts";
import { partitionMove } from "./partition.ts";
import { deafness, highest, type Contest, type Router } from "./router.ts";
import type { Scene } from "./scene.ts";
import { sources } from "./sources.ts";
import { symptomOf } from "./symptom.ts";

/** Grain of the model for VRRP (`docs/verdicts.md` 1). */
const grainMs = 20;
const never: Window = windowOf(Infinity);

/** What a fault does to one address: takeover, two holders, and the way back. */
export function vipPredictions(contest: Contest, scene: Scene): readonly Prediction[] {
  const strangers = strangersOf(contest);
  if (strangers !== undefined) return strangers;
  const move = moveUnder(contest, scene);
  if ("never" in move) return [stay(contest, move)];
  const comeback = comebackOf(contest, scene, move);
  return [
    takeover(contest, move),
    twoHolders(contest, scene, { move, comeback }),
    failback(contest, scene, { move, comeback }),
  ];
}

/** What becomes of an address under the fault of the scene. */
export function moveUnder(contest: Contest, scene: Scene): Move | Stay {
  if (scene.plan.kind === "partition") return partitionMove(contest, scene);
  if (isImpairment(scene.plan)) return impairedMove(contest, scene);
  return moveOf(contest, scene, symptomOf(contest.holder, scene.plan, scene.surroundings));
}

/** Balancers that do not hear each other even in good times are both master; nothing can be taken over. */
function strangersOf({ address, holder, others }: Contest): readonly Prediction[] | undefined {
  for (const other of others) {
    const because = deafness(holder.instance, other.instance);
    if (because === undefined) continue;
    const base = {
      subject: address,
      by: other.host,
      grainMs,
      knob: because,
      source: sources.packet,
    } as const;
    const startMs = masterDownMs(other.timers, other.priority);
    return [
      {
        ...base,
        transition: "takeover",
        from: "inject",
        outcome: "never",
        window: never,
        formula: "–",
        note: `${other.host} holds the address already: ${because}, so both are MASTER`,
      },
      {
        ...base,
        transition: "dual-master",
        from: "inject",
        outcome: "within",
        window: windowOf(0),
        formula: `both are MASTER ${secondsText(startMs)} after their start`,
        oldHolderKeepsAddress: true,
        note: "both hold the address before anything is broken",
      },
    ];
  }
  return undefined;
}

function stay({ address, others }: Contest, { never: because, knob }: Stay): Prediction {
  return {
    ...shell("takeover", address, highest(others)),
    outcome: "never",
    window: never,
    knob,
    formula: "–",
    source: sources.vrrp,
    note: because,
  };
}

function takeover({ address }: Contest, move: Move): Prediction {
  return {
    ...shell("takeover", address, move.by),
    outcome: "within",
    window: move.window,
    knob: move.knob,
    formula: move.formula,
    source: move.source,
    oldHolderKeepsAddress: move.keepsAddress,
    ...(move.note === undefined ? {} : { note: move.note }),
  };
}

/** An address moves, and how it comes back. */
interface Moved {
  readonly move: Move;
  readonly comeback: Comeback;
}

function twoHolders({ address, holder }: Contest, { plan }: Scene, { move, comeback }: Moved): Prediction {
  const { by, window, knob, formula, source } = move;
  const base = { ...shell("dual-master", address, by), knob, formula, source };
  if (!move.keepsAddress) {
    return { ...base, outcome: "never", window: never, note: `${holder.host} does not keep the address` };
  }
  const refreshMs = by.instance.garp.refreshMs;
  const newcomers =
    refreshMs > 0
      ? `for up to garp_master_refresh ${refreshMs / 1000} s at a time`
      : "until the heal (no garp_master_refresh)";
  const misled = misledNewcomers(move, plan);
  return {
    ...base,
    outcome: "within",
    window,
    oldHolderKeepsAddress: true,
    ...(misled === undefined ? {} : { misled }),
    note: `two answers to ARP: clients that know the VIP follow the new holder, new clients may reach the old one ${newcomers}; one holder again ${windowText(comeback.twoHoldersEnd)} after the heal`,
  };
}

function failback(contest: Contest, { plan }: Scene, { move, comeback }: Moved): Prediction {
  const { address, holder } = contest;
  const { window, knob, formula, source, note } = comeback;
  const misled = misledByMeeting(contest, move, plan);
  return {
    ...shell("failback", address, holder),
    from: "heal",
    outcome: window === undefined ? "never" : "within",
    window: window ?? never,
    knob,
    formula,
    source,
    ...(misled === undefined ? {} : { misled }),
    ...(note === undefined ? {} : { note }),
  };
}

function shell(
  transition: Transition,
  subject: string,
  by: Router | undefined,
): Pick<Prediction, "transition" | "subject" | "by" | "from" | "grainMs"> {
  return { transition, subject, by: by?.host ?? "nobody", from: "inject", grainMs };
}
