import { readBalancers } from "./model/read-balancers.ts";
import { serverViews, type CheckView, type ServerView } from "./model/check-view.ts";
import { impactOf } from "./model/impact.ts";
import { timersAgainst } from "./model/move.ts";
import { contestsOf, highest, type Router } from "./model/router.ts";
import type { Scene } from "./model/scene.ts";
import type { PredictOptions } from "./predict.ts";
import type { BalancerText, FaultCase, Window } from "./prediction.ts";
import { downAfterGoodCheck, upAfterBadCheck, upAfterGoodCheck } from "./timing/health-check.ts";
import { masterDownMs, skewMs } from "./timing/vrrp.ts";

/** What one balancer's claim to an address is timed by, once the wire has shown what its timer ran from. */
export interface RouterTerms {
  readonly host: string;
  readonly address: string;
  readonly routerId: number;
  /** Its effective priority with everything that it tracks well. */
  readonly priority: number;
  readonly nopreempt: boolean;
  readonly preemptDelayMs: number;
  /** Master_Down_Interval and Skew_Time against the master that it listens to, in milliseconds. */
  readonly masterDownMs: number;
  readonly skewMs: number;
}

/** What one server's way out of rotation and back is timed by, once the wire has shown its checks. */
export interface CheckTerms {
  readonly balancer: string;
  /** "backend/server". */
  readonly server: string;
  readonly address: string;
  readonly ports: readonly number[];
  /** From the end of the last good check until DOWN, with every check after it failing as this fault makes it fail. */
  readonly downAfterGood: Window;
  /** From the end of the last failing check until UP. */
  readonly upAfterBad: Window;
  /** The part of it that comes after the first good check. */
  readonly upAfterFirstGood: Window;
}

export interface ExactTerms {
  readonly routers: readonly RouterTerms[];
  readonly checks: readonly CheckTerms[];
}

/**
 * What a set-up's transitions after a fault are counted from and with, in a single run: the windows of `predict` without their
 * phase. Throws BAD_CONFIG (file:line) where a text does not parse. Source: as `masterDownMs`, `downAfterGoodCheck`.
 */
export function exactTerms(
  setup: readonly BalancerText[],
  { plan, holder }: FaultCase,
  options: PredictOptions = {},
): ExactTerms {
  const balancers = readBalancers(setup, options);
  const scene: Scene = { balancers, plan, holder, surroundings: options };
  return {
    routers: contestsOf(scene).flatMap(({ address, holder: master, others }) =>
      [master, ...others].map((router) =>
        routerTerms(address, router, router === master ? (highest(others) ?? master) : master),
      ),
    ),
    checks: balancers.flatMap(serverViews).flatMap((view) => checkTerms(view, scene)),
  };
}

/** The ports that each balancer's checks connect to, and whether anything else goes there too. */
export function checkedPorts(setup: readonly BalancerText[], options: PredictOptions = {}): CheckedPortsOf {
  const views = readBalancers(setup, options).flatMap(serverViews);
  const checks = views.flatMap(({ check }) => (check === undefined ? [] : [check]));
  const asking = checks.flatMap(({ ports, wantsAnswer }) => (wantsAnswer ? ports.slice(0, 1) : ports));
  const traffic = new Set(views.map(({ server }) => server.port));
  const ports = [...new Set(asking)];
  return {
    ports,
    onlyChecks: ports.every((port) => !traffic.has(port)),
    addresses: [...new Set(checks.map(({ settings }) => settings.address))],
  };
}

export interface CheckedPortsOf {
  readonly ports: readonly number[];
  readonly onlyChecks: boolean;
  readonly addresses: readonly string[];
}

function routerTerms(address: string, router: Router, master: Router): RouterTerms {
  const timers = timersAgainst(router, master);
  const { host, priority, instance } = router;
  const { virtualRouterId: routerId, nopreempt, preemptDelayMs } = instance;
  return {
    ...{ host, address, routerId, priority, nopreempt, preemptDelayMs },
    masterDownMs: masterDownMs(timers, priority),
    skewMs: skewMs(timers, priority),
  };
}

function checkTerms(view: ServerView, scene: Scene): readonly CheckTerms[] {
  // On the wire every answer below 400 is a good one; a check that wants exactly one status sees it otherwise.
  if (scene.plan.kind === "misbehave") return [];
  const impact = impactOf(view, scene);
  if (view.check === undefined || impact?.kind !== "fails") return [];
  const { timing, settings, ports }: CheckView = view.check;
  return [
    {
      balancer: view.balancer.host,
      server: view.server.id,
      address: settings.address,
      ports,
      downAfterGood: downAfterGoodCheck(0, timing, impact.failing),
      upAfterBad: upAfterBadCheck(0, timing),
      upAfterFirstGood: upAfterGoodCheck(0, timing),
    },
  ];
}
