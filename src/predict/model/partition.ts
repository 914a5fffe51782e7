import { windowOf } from "../timing/window.ts";
import { silenceFigures, type Move, type Stay } from "./move.ts";
import { partitionDrops } from "./reach.ts";
import { highest, type Contest } from "./router.ts";
import type { Scene } from "./scene.ts";
import { elsewhere } from "./symptom.ts";
import { isVrrpNetwork } from "./watch.ts";

/** Whoever no longer hears the holder takes the address beside it. */
export function partitionMove({ holder, others }: Contest, { plan, surroundings }: Scene): Move | Stay {
  if (!isVrrpNetwork(holder, plan.network, surroundings)) {
    return {
      never: "VRRP does not use that network: the active balancer may lose its servers and keep the VIP",
      knob: "–",
    };
  }
  const deaf = others.filter(({ host }) =>
    partitionDrops(plan, { from: holder.host, to: host, protocol: "vrrp" }),
  );
  const by = highest(deaf);
  const concerned = [holder, ...others].some(
    ({ host }) => plan.hosts.includes(host) || plan.from?.includes(host),
  );
  if (!concerned) return { never: elsewhere, knob: "–" };
  if (by === undefined) return { never: "every backup still hears the active balancer", knob: "–" };
  const heard = !partitionDrops(plan, { from: by.host, to: holder.host, protocol: "vrrp" });
  const holderYields = heard && by.priority > holder.priority;
  return {
    ...silenceFigures(by, holder),
    by,
    cause: "deafness",
    keepsAddress: !holderYields,
    recovered: windowOf(0),
    notices: [],
    note: holderYields
      ? undefined
      : "both are MASTER until the heal; clients follow the last gratuitous ARP that they hear",
  };
}
