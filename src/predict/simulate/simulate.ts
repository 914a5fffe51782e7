import type { FaultCase, Transition, Window } from "../prediction.ts";
import { serverViews } from "../model/check-view.ts";
import { impactOf } from "../model/impact.ts";
import { successorOf, timersAgainst, type Move } from "../model/move.ts";
import { contestsOf, type Router } from "../model/router.ts";
import type { Balancer, Scene, Surroundings } from "../model/scene.ts";
import { moveUnder } from "../model/vip.ts";
import { eviction, readmission } from "../timing/health-check.ts";
import { mayNeverCome } from "../timing/window.ts";
import { evictionRun, readmissionRun, type CheckModel } from "./check-run.ts";
import { distributionOf, type Distribution } from "./distribution.ts";
import { falseTakeoverLastsMs, falseTakeoversPerYear } from "./false-takeovers.ts";
import { randomFrom, type Random } from "./random.ts";
import { takeoverRun, type TakeoverModel } from "./takeover-run.ts";

export interface SimulateOptions {
  readonly runs: number;
  readonly seed: number;
  /** Probability that a packet is lost, each independently of the others. */
  readonly loss: number;
}

/** One transition, played `runs` times. Transitions with the same settings are played once for all of them. */
export interface Simulated {
  readonly transition: Transition;
  /** "192.0.2.1 by lb2", "kmip/kms1 by lb1" … */
  readonly subjects: readonly string[];
  /** What `predict` says without loss. */
  readonly window: Window;
  readonly distribution: Distribution;
  /** For takeovers: what loss does while nothing is broken. */
  readonly falseTakeovers?: { readonly perYear: number; readonly lastMs: number };
}

/** Plays a fault many times over. Transitions that may never come are left out: nothing says how likely they are. */
export function simulate(
  balancers: readonly Balancer[],
  { plan, holder }: FaultCase,
  options: SimulateOptions,
  surroundings: Surroundings = {},
): readonly Simulated[] {
  const scene: Scene = { balancers, plan, holder, surroundings };
  return merged([...takeovers(scene), ...checks(scene)]).map(({ game, subjects }) => {
    const random = randomFrom(options.seed);
    const samples = new Float64Array(options.runs);
    for (let run = 0; run < options.runs; run += 1) samples[run] = game.play(options.loss, random);
    const { transition, window } = game;
    const lost = game.vrrp === undefined ? {} : { falseTakeovers: falseTakeovers(game.vrrp, options.loss) };
    return { transition, subjects, window, distribution: distributionOf(samples), ...lost };
  });
}

interface Game {
  readonly transition: Transition;
  readonly subject: string;
  readonly window: Window;
  /** Games with equal settings give equal distributions. */
  readonly settings: string;
  readonly vrrp?: TakeoverModel;
  readonly play: (loss: number, random: Random) => number;
}

function takeovers(scene: Scene): readonly Game[] {
  return contestsOf(scene).flatMap((contest) => {
    const move = moveUnder(contest, scene);
    if ("never" in move || mayNeverCome(move.window)) return [];
    const vrrp = takeoverModel(contest.holder, move);
    if (vrrp === undefined) return [];
    const game: Game = {
      transition: "takeover",
      subject: `${contest.address} by ${move.by.host}`,
      window: move.window,
      settings: JSON.stringify(vrrp),
      vrrp,
      play: (loss, random) => takeoverRun(vrrp, loss, random),
    };
    return [game];
  });
}

function takeoverModel(holder: Router, { by, cause, notices }: Move): TakeoverModel | undefined {
  const scripts = notices.flatMap(({ script }) => (script === undefined ? [] : [script]));
  if (scripts.length < notices.length && cause === "weight") return undefined;
  return {
    timers: timersAgainst(by, holder),
    priority: by.priority,
    preemptDelayMs: successorOf(by).preemptDelayMs,
    cause:
      cause === "fault" ? "farewell" : cause === "deafness" || cause === "impairment" ? "silence" : cause,
    farewells: cause === "fault" ? 2 : 1,
    scripts,
  };
}

function checks(scene: Scene): readonly Game[] {
  return scene.balancers.flatMap(serverViews).flatMap((view) => {
    const impact = impactOf(view, scene);
    if (view.check === undefined || impact?.kind !== "fails" || !impact.sure) return [];
    const model: CheckModel = { timing: view.check.timing, failing: impact.failing };
    const common = { subject: `${view.server.id} by ${view.balancer.host}`, settings: JSON.stringify(model) };
    const games: readonly Game[] = [
      {
        ...common,
        transition: "eviction",
        window: eviction(model.timing, model.failing),
        play: (loss, random) => evictionRun(model, loss, random),
      },
      {
        ...common,
        transition: "readmission",
        window: readmission(model.timing, model.failing),
        play: (loss, random) => readmissionRun(model, loss, random),
      },
    ];
    return games;
  });
}

function merged(
  games: readonly Game[],
): readonly { readonly game: Game; readonly subjects: readonly string[] }[] {
  const groups = new Map<string, { game: Game; subjects: string[] }>();
  for (const game of games) {
    const key = `${game.transition} ${game.settings}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { game, subjects: [game.subject] });
    else group.subjects.push(game.subject);
  }
  return [...groups.values()];
}

function falseTakeovers(
  { timers, priority }: TakeoverModel,
  loss: number,
): { perYear: number; lastMs: number } {
  return {
    perYear: falseTakeoversPerYear(timers, loss),
    lastMs: falseTakeoverLastsMs(timers, priority, loss),
  };
}
