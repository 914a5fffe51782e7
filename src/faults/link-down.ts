import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf, witnessLook } from "./processes.ts";

/**
 * The host's interface on one network goes down, as when its cable is pulled: its own programs are told (netlink), peers hear
 * silence, ARP included. It is the inside of the link that is set down; no carrier is cut from outside (docs/faults.md).
 * Healed by setting it up and restoring the routes that the kernel took with it.
 */
export function linkDown(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        if (plan.network === undefined) throw new HarnessError("BAD_INPUT", "link-down needs a network");
        const { device } = host.on(plan.network);
        const routes = (
          await host.hand.must(`ip -4 route show dev ${device} | grep -v 'proto kernel' || true`)
        ).output;
        const restore = routes
          .split("\n")
          .filter((route) => route.trim() !== "")
          .map((route) => `ip route replace ${route.trim()} dev ${device}`);
        const up = [`ip link set ${device} up`, ...restore].join("; ");
        undo(() => host.hand.run(`heal link-${device}`));
        const down = await host.hand.must(`undo[link-${device}]="${up}"; ip link set ${device} down`);
        const carrier = `read -r flags < /sys/class/net/${device}/flags && (( (flags & 1)`;
        const seen = await host.hand.until(`${carrier} == 0 ))`, witnessLook);
        const injected = {
          at: { notBefore: down.at.notBefore, notAfter: seen?.notAfter ?? down.at.notAfter },
          witnessed: seen !== undefined,
          witness: `${device} of ${host.name} is ${seen === undefined ? "still up" : "down"}`,
        };
        return active(injected, async () => {
          const raised = await host.hand.run(`heal link-${device}`);
          const back = await host.hand.until(`${carrier} == 1 ))`, witnessLook);
          const at = { notBefore: raised.at.notBefore, notAfter: back?.notAfter ?? raised.at.notAfter };
          return {
            at,
            witnessed: back !== undefined,
            witness: `${device} of ${host.name} is ${back === undefined ? "down" : "up"}`,
          };
        });
      }),
  };
}
