import type { FaultPlan } from "../../timeline/fault-plan.ts";
import { falseTakeoversPerYear } from "../simulate/false-takeovers.ts";
import { usualRun } from "../timing/script.ts";
import { throttledMs, throttleStallMs } from "../timing/throttle.ts";
import { hardLoss } from "../timing/vrrp.ts";
import { secondsText, settingText } from "./figures.ts";
import { silenceFigures, type Move, type Stay } from "./move.ts";
import { lossOf } from "./reach.ts";
import { highest, type Contest, type Router } from "./router.ts";
import type { Scene } from "./scene.ts";
import { sources } from "./sources.ts";
import { elsewhere } from "./symptom.ts";
import { isVrrpNetwork } from "./watch.ts";
import { windowOf } from "../timing/window.ts";

const yearMinutes = 365.25 * 24 * 60;

/** Faults that make a master late or partly heard, and neither silent nor well. */
export function isImpairment({ kind }: FaultPlan): boolean {
  return (
    kind === "cpu-throttle" || kind === "rate-limit" || kind === "packet-loss" || kind === "packet-delay"
  );
}

/**
 * What becomes of an address whose holder is late or partly heard. It stays where the holder is never silent for as long as its heir
 * waits at the least; otherwise it may move, at the earliest after that time, and move back as soon as the holder is heard again.
 */
export function impairedMove(contest: Contest, scene: Scene): Move | Stay {
  const heirs = scene.plan.kind === "packet-loss" ? losingHeirs(contest, scene) : contest.others;
  const by = highest(heirs);
  if (scene.plan.kind === "packet-loss") return lossMove(contest, scene, by);
  if (!scene.plan.hosts.includes(contest.holder.host)) return { never: elsewhere, knob: "–" };
  if (by === undefined) return { never: "no other balancer has this address", knob: "–" };
  if (scene.plan.kind === "cpu-throttle") return throttleMove(by, contest.holder, scene.plan);
  if (!isVrrpNetwork(contest.holder, scene.plan.network, scene.surroundings)) return otherNetwork;
  return scene.plan.kind === "rate-limit"
    ? maybe(by, contest.holder, {
        because:
          "only if the queue at the limit is full for as long: advertisements stand in line with everything else",
        source: sources.hardLoss,
      })
    : delayMove(by, contest.holder, scene.plan);
}

const otherNetwork: Stay = { never: "VRRP does not use that network", knob: "–" };

function throttleMove(by: Router, holder: Router, { cores = 1 }: FaultPlan): Move | Stay {
  const { window } = silenceFigures(by, holder);
  const stallMs = throttleStallMs(cores);
  const slow = slowScript(holder, cores);
  const knob = `advert_int ${settingText(holder.timers.advertMs)}`;
  if (slow !== undefined) {
    return maybe(by, holder, {
      because: `only if ${slow} takes longer than its timeout at ${cores} of a core`,
      source: sources.throttle,
      earliestMs: 0,
    });
  }
  if (stallMs < window.earliestMs) {
    const bound = `it stalls for ${secondsText(stallMs)} at a time, and its heir waits for ${secondsText(window.earliestMs)} at least`;
    return { never: bound, knob };
  }
  return maybe(by, holder, {
    because: `only if it stands still for so long: a stall may last ${secondsText(stallMs)}`,
    source: sources.throttle,
  });
}

/** A script that the throttle may make too slow, by name: the usual run costs 20 ms of CPU time at most. */
function slowScript({ tracked, balancer }: Router, cores: number): string | undefined {
  return tracked
    .filter(({ kind }) => kind === "script")
    .map(({ ref }) => balancer.keepalived.scripts.find(({ name }) => name === ref.name))
    .find((script) => script !== undefined && throttledMs(usualRun.latestMs, cores) > script.timeoutMs)?.name;
}

/** A delay shifts every advertisement alike; its jitter can make a gap longer by twice itself. */
function delayMove(by: Router, holder: Router, { delayMs = 0, jitterMs = 0 }: FaultPlan): Move | Stay {
  const { earliestMs } = hardLoss({ ...by.timers, advertMs: holder.timers.advertMs }, by.priority);
  const gapMs = delayMs + jitterMs;
  if (gapMs < earliestMs) {
    const bound = `an advertisement comes ${secondsText(gapMs)} late at most, and its heir waits for ${secondsText(earliestMs)} at least`;
    return { never: bound, knob: `advert_int ${settingText(holder.timers.advertMs)}` };
  }
  return maybe(by, holder, {
    because: "the first delayed advertisement comes too late",
    source: sources.hardLoss,
  });
}

function losingHeirs({ holder, others }: Contest, { plan }: Scene): readonly Router[] {
  return others.filter(({ host }) => lossOf(plan, { from: holder.host, to: host, protocol: "vrrp" }) > 0);
}

function lossMove({ holder, others }: Contest, scene: Scene, by: Router | undefined): Move | Stay {
  const { plan, surroundings } = scene;
  if (!isVrrpNetwork(holder, plan.network, surroundings)) return otherNetwork;
  if (by === undefined) {
    const concerned = [holder, ...others].some(({ host }) => plan.hosts.includes(host));
    return { never: concerned ? "no advertisement of the active balancer is lost" : elsewhere, knob: "–" };
  }
  const loss = lossOf(plan, { from: holder.host, to: by.host, protocol: "vrrp" });
  const timers = { ...by.timers, advertMs: holder.timers.advertMs };
  const everyMinutes = yearMinutes / falseTakeoversPerYear(timers, loss);
  return maybe(by, holder, {
    because: `only if ${timers.downTimerAdverts} advertisements in a row are lost: at ${plan.lossPercent ?? 0} % every ${minutesText(everyMinutes)} on average; both hold the address until the next one is heard`,
    source: sources.loss,
  });
}

function minutesText(minutes: number): string {
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}

function maybe(
  by: Router,
  holder: Router,
  { because, source, earliestMs }: { because: string; source: string; earliestMs?: number },
): Move {
  const figures = silenceFigures(by, holder);
  return {
    ...figures,
    by,
    cause: "impairment",
    window: windowOf(earliestMs ?? figures.window.earliestMs, Infinity),
    keepsAddress: true,
    recovered: windowOf(0),
    notices: [],
    source,
    note: because,
  };
}
