import type { ServiceSpec } from "../lab/stack.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf, witnessLook } from "./processes.ts";

/**
 * One port of a service stops listening while the process and its other ports go on. Peers see a refusal on that port only. A
 * stand-in of ours closes its listener where it offers the control; for any other program the host's own packet filter answers
 * with the reset that the kernel sends for a port on which nobody listens.
 */
export function listenerStop(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        const port = plan.port ?? 0;
        const { stop, start } = switchOf(host.service(plan.process ?? "app"), port);
        const listens = `{ : <>/dev/tcp/127.0.0.1/${port}; }`;
        undo(() => host.hand.must(start));
        const stopped = await host.hand.must(stop);
        const deaf = await host.hand.until(`! ${listens}`, witnessLook);
        const injected = {
          at: { notBefore: stopped.at.notBefore, notAfter: deaf?.notAfter ?? stopped.at.notAfter },
          witnessed: deaf !== undefined,
          witness: deaf === undefined ? `port ${port} still accepts` : `port ${port} refuses on ${host.name}`,
        };
        return active(injected, async () => {
          const started = await host.hand.must(start);
          const open = await host.hand.until(listens, witnessLook);
          const at = { notBefore: started.at.notBefore, notAfter: open?.notAfter ?? started.at.notAfter };
          return {
            at,
            witnessed: open !== undefined,
            witness: `port ${port} ${open === undefined ? "still refuses" : "accepts"}`,
          };
        });
      }),
  };
}

interface Switch {
  readonly stop: string;
  readonly start: string;
}

function switchOf({ controls = {} }: ServiceSpec, port: number): Switch {
  const [stop, start] = [controls[`stop-listener ${port}`], controls[`start-listener ${port}`]];
  if (stop !== undefined && start !== undefined) return { stop, start };
  const key = `refuse ${port}`;
  const table = `inet haproof_refuse_${port}`;
  const lift = `nft delete table ${table} 2>/dev/null; true`;
  return {
    stop: `undo["${key}"]="${lift}"; nft -f - <<END
add table ${table}
add chain ${table} input { type filter hook input priority 0; }
add rule ${table} input tcp dport ${port} reject with tcp reset
END`,
    start: `heal "${key}"`,
  };
}
