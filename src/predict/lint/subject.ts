import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Move, Stay } from "../model/move.ts";
import { contestsOf, highest, type Contest, type Router } from "../model/router.ts";
import type { Balancer, Scene } from "../model/scene.ts";
import { moveUnder, vipPredictions } from "../model/vip.ts";
import type { Prediction } from "../prediction.ts";
import type { Setup } from "../setup.ts";
import { hardLoss } from "../timing/vrrp.ts";
import type { Window } from "../prediction.ts";

/** What rules look at. */
export interface LintSubject {
  /** The balancers whose files were given. */
  readonly balancers: readonly Balancer[];
  /** Those, and the peer that is assumed beside a lone one: predictions need two. */
  readonly all: readonly Balancer[];
  readonly contests: readonly Contest[];
}

export function subjectOf({ balancers: all }: Setup): LintSubject {
  return { all, balancers: writtenOf(all), contests: contestsOf(sceneOf(all, { kind: "noop", hosts: [] })) };
}

/** An assumed peer is made of the blocks of the one that is known; nobody can change its file. */
function writtenOf(all: readonly Balancer[]): readonly Balancer[] {
  const seen = new Set<unknown>();
  return all.filter(({ keepalived: { blocks } }) => !seen.has(blocks) && seen.add(blocks));
}

/** Every instance of a file that was given, as a router in its contest; those without an address are in none. */
export function routersOf({ contests, balancers }: LintSubject): readonly Router[] {
  const all = contests.flatMap(({ holder, others }) => [holder, ...others]);
  return [...new Set(all)].filter(({ balancer }) => balancers.includes(balancer));
}

/** The contest of a router as it is while that router holds the address. */
export function heldBy({ contests }: LintSubject, router: Router): Contest | undefined {
  for (const { address, holder, others } of contests) {
    const routers = [holder, ...others];
    if (!routers.includes(router)) continue;
    return { address, holder: router, others: routers.filter((other) => other !== router) };
  }
  return undefined;
}

/** Who takes over from a router that holds the address. */
export function heirOf(subject: LintSubject, router: Router): Router | undefined {
  return highest(heldBy(subject, router)?.others ?? []);
}

type OwnFault = Omit<FaultPlan, "hosts">;

/** What becomes of the address that a router holds, under a fault of its own host. */
export function moveFrom(subject: LintSubject, router: Router, fault: OwnFault): Move | Stay {
  const contest = heldBy(subject, router);
  if (contest === undefined) return { never: "it has no address", knob: "–" };
  return moveUnder(contest, sceneOf(subject.all, { ...fault, hosts: [router.host] }, router.host));
}

/** Everything that is predicted of that address under such a fault. */
export function predictionsFrom(
  subject: LintSubject,
  router: Router,
  fault: OwnFault,
): readonly Prediction[] {
  const contest = heldBy(subject, router);
  if (contest === undefined) return [];
  return vipPredictions(contest, sceneOf(subject.all, { ...fault, hosts: [router.host] }, router.host));
}

/** From the sudden silence of a router until its heir claims the address; its own patience where it has no heir. */
export function silenceOf(subject: LintSubject, router: Router): Window {
  const move = moveFrom(subject, router, { kind: "host-loss" });
  return "never" in move ? hardLoss(router.timers, router.priority) : move.window;
}

function sceneOf(balancers: readonly Balancer[], plan: FaultPlan, holder?: string): Scene {
  return { balancers, plan, holder, surroundings: {} };
}
