import { everyFault } from "../model/every-fault.ts";
import { contestsOf, type Contest, type Router } from "../model/router.ts";
import type { Scene } from "../model/scene.ts";
import { serverPredictions } from "../model/server.ts";
import { vipPredictions } from "../model/vip.ts";
import type { Prediction, Window } from "../prediction.ts";
import type { Setup } from "../setup.ts";
import { silentBlackHole } from "../timing/failback.ts";
import { windowOf } from "../timing/window.ts";
import type { FaultPlan } from "../../timeline/fault-plan.ts";
import { decisiveServers } from "./decisive-servers.ts";
import { isInReach, type Reach } from "./reach.ts";
import type { Targets } from "./targets.ts";

/**
 * takeover: the VIP moves. newcomers: clients that ask for the VIP anew while two hold it. black-hole: clients that go on
 * talking to the loser of a healed partition. eviction: a server leaves rotation.
 */
export type Aspect = "takeover" | "newcomers" | "black-hole" | "eviction";

/** One thing that a fault does to clients, and how long it takes. */
export interface Effect {
  readonly aspect: Aspect;
  readonly plan: FaultPlan;
  /** The VIP's address, or "backend/server". */
  readonly subject: string;
  readonly by: string;
  readonly window: Window;
  /** How much later than the window it may be measured: the grain of the model. */
  readonly grainMs: number;
  /** How many servers are configured alike, this one included; 1 for a VIP. */
  readonly alike: number;
  /** The setting that dominates the window. */
  readonly knob: string;
  readonly note: string | undefined;
}

/** An effect that comes too late, or never. */
export interface Shortfall extends Effect {
  readonly limitMs: number;
}

/** Every effect of every fault that a setting of these files can see, whoever holds the VIP. */
export function effectsOf(setup: Setup, reach: Reach): readonly Effect[] {
  return [...vipMemory.get(setup, reach), ...evictionMemory.get(setup, reach)];
}

export function shortfallsOf(
  setup: Setup,
  targets: Targets,
  aspects?: readonly Aspect[],
): readonly Shortfall[] {
  const wanted = (aspect: Aspect): boolean => aspects === undefined || aspects.includes(aspect);
  const vip = (["takeover", "newcomers", "black-hole"] as const).some(wanted)
    ? vipMemory.get(setup, targets)
    : [];
  const servers = wanted("eviction") ? evictionMemory.get(setup, targets) : [];
  return [...vip, ...servers].flatMap((effect) => {
    const limitMs = effect.aspect === "eviction" ? targets.evictionMs : targets.vipMs;
    const late = effect.window.latestMs + effect.grainMs > limitMs;
    return late && wanted(effect.aspect) ? [{ ...effect, limitMs }] : [];
  });
}

/** What a setup was found to do, kept as long as the setup itself: advice asks the same many times over. */
class Memory {
  readonly #known = new WeakMap<Setup, Map<string | undefined, readonly Effect[]>>();
  readonly #find: (setup: Setup, reach: Reach) => readonly Effect[];

  constructor(find: (setup: Setup, reach: Reach) => readonly Effect[]) {
    this.#find = find;
  }

  get(setup: Setup, reach: Reach): readonly Effect[] {
    const byReach = this.#known.get(setup) ?? new Map<string | undefined, readonly Effect[]>();
    const effects = byReach.get(reach.backInterface) ?? this.#find(setup, reach);
    this.#known.set(setup, byReach.set(reach.backInterface, effects));
    return effects;
  }
}

const vipMemory = new Memory(vipEffects);
const evictionMemory = new Memory(evictionEffects);

/** The faults of an active balancer, played for each balancer in turn: after a failover another one is active. */
function vipEffects({ balancers: all }: Setup, reach: Reach): readonly Effect[] {
  const { balancers } = decisiveServers(all);
  const noop: FaultPlan = { kind: "noop", hosts: [] };
  const [natural] = contestsOf({ balancers, plan: noop, holder: undefined, surroundings: {} });
  const faults = everyFault(balancers).filter(
    (plan) => natural !== undefined && plan.hosts[0] === natural.holder.host && isInReach(plan, reach),
  );
  const { backInterface } = reach;
  const surroundings = backInterface === undefined ? {} : { interfaces: { back: backInterface } };
  return balancers.flatMap(({ host }) => {
    const held = contestsOf({ balancers, plan: noop, holder: host, surroundings }).filter(
      ({ holder }) => holder.host === host,
    );
    return faults.flatMap((fault) => {
      const scene: Scene = { balancers, plan: { ...fault, hosts: [host] }, holder: host, surroundings };
      return held.flatMap((contest) => effectsOn(contest, scene));
    });
  });
}

function effectsOn(contest: Contest, scene: Scene): readonly Effect[] {
  const predictions = vipPredictions(contest, scene);
  const takeover = predictions.find(({ transition }) => transition === "takeover");
  const two = predictions.find(
    ({ transition, outcome }) => transition === "dual-master" && outcome === "within",
  );
  const heir = contest.others.find(({ host }) => host === two?.by);
  return [
    ...(takeover === undefined ? [] : [effect("takeover", scene.plan, takeover)]),
    ...(two === undefined || heir === undefined ? [] : announcements(contest.holder, heir, scene.plan, two)),
  ];
}

/** How long clients may be with the wrong one of two holders, while it lasts and after it is over. */
function announcements(holder: Router, heir: Router, plan: FaultPlan, two: Prediction): readonly Effect[] {
  const refreshMs = heir.instance.garp.refreshMs;
  const knob = refreshMs > 0 ? `garp_master_refresh ${refreshMs / 1000}` : "no garp_master_refresh";
  const lasting = windowOf(0, refreshMs > 0 ? refreshMs : Infinity);
  const newcomers = { ...two, knob, note: undefined, grainMs: 0, window: lasting };
  const hole = silentBlackHole({
    higherPrioSendAdvert: heir.instance.higherPrioSendAdvert,
    garpMasterRefreshMs: holder.instance.garp.refreshMs,
  });
  const loserIsHeir = plan.kind === "partition" && holder.priority > heir.priority;
  return [
    effect("newcomers", plan, newcomers),
    ...(loserIsHeir
      ? [effect("black-hole", plan, { ...two, knob: "higher_prio_send_advert", window: hole })]
      : []),
  ];
}

/** Faults of the servers' hosts, one server for all that are alike. */
function evictionEffects({ balancers: all }: Setup, reach: Reach): readonly Effect[] {
  const { balancers, alike } = decisiveServers(all);
  const servers = balancers.flatMap(({ haproxy }) => haproxy.proxies.flatMap((proxy) => proxy.servers));
  const names = new Set(servers.map(({ name }) => name));
  const ports = new Map(servers.map(({ id, port }) => [id, port]));
  const faults = everyFault(balancers).filter(
    (plan) => (plan.kind === "database-stop" || names.has(plan.hosts[0] ?? "")) && isInReach(plan, reach),
  );
  const isAsked = (plan: FaultPlan, prediction: Prediction): boolean =>
    prediction.transition === "eviction" &&
    alike.has(prediction.subject) &&
    isOwed(plan, prediction, ports.get(prediction.subject));
  return faults.flatMap((plan) =>
    balancers.flatMap((balancer) =>
      serverPredictions(balancer, { balancers, plan, holder: undefined, surroundings: {} })
        .filter((prediction) => isAsked(plan, prediction))
        .map((prediction) => ({
          ...effect("eviction", plan, prediction),
          alike: alike.get(prediction.subject) ?? 1,
        })),
    ),
  );
}

/** A stopped port that carries no traffic hurts nobody; whether a check asks the database is not in the files. */
function isOwed({ kind, port }: FaultPlan, { outcome }: Prediction, traffic: number | undefined): boolean {
  if (outcome === "within") return true;
  if (kind === "listener-stop") return traffic === port;
  return kind !== "database-stop";
}

function effect(
  aspect: Aspect,
  plan: FaultPlan,
  {
    subject,
    by,
    window,
    grainMs,
    knob,
    note,
  }: Pick<Prediction, "subject" | "by" | "window" | "grainMs" | "knob"> & {
    readonly note?: string | undefined;
  },
): Effect {
  return { aspect, plan, subject, by, window, grainMs, knob, note, alike: 1 };
}
