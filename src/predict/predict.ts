import type { BalancerText, FaultCase, Prediction } from "./prediction.ts";
import { readBalancers, type ReadOptions } from "./model/read-balancers.ts";
import { contestsOf } from "./model/router.ts";
import type { Balancer, Scene, Surroundings } from "./model/scene.ts";
import { serverPredictions } from "./model/server.ts";
import { vipPredictions } from "./model/vip.ts";

export type PredictOptions = Surroundings & ReadOptions;

/**
 * What a set-up's configuration says will happen after a fault. For each virtual address: takeover, whether two hold it,
 * and failback. For each server that the fault concerns, by each balancer: eviction and readmission. What never happens is
 * a prediction too. Throws BAD_CONFIG (file:line) where a text does not parse.
 */
export function predict(
  setup: readonly (BalancerText | Balancer)[],
  faultCase: FaultCase,
  options: PredictOptions = {},
): readonly Prediction[] {
  const balancers = setup.map((one) => ("haproxyCfg" in one ? readBalancers([one], options) : [one])).flat();
  const scene: Scene = {
    balancers,
    plan: faultCase.plan,
    holder: faultCase.holder,
    surroundings: options,
  };
  return [
    ...contestsOf(scene).flatMap((contest) => vipPredictions(contest, scene)),
    ...balancers.flatMap((balancer) => serverPredictions(balancer, scene)),
  ];
}
