import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf, witnessLook } from "./processes.ts";

/**
 * One port of a service stops listening while the process and its other ports go on. Peers see a refusal on that port only. Needs a
 * service that offers the control (a stand-in of ours); with the user's own image the claim is not applicable.
 */
export function listenerStop(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        const port = plan.port ?? 0;
        const controls = host.service(plan.process ?? "app").controls ?? {};
        const [stop, start] = [controls[`stop-listener ${port}`], controls[`start-listener ${port}`]];
        if (stop === undefined || start === undefined) {
          throw new HarnessError(
            "FEATURE_MISSING",
            `the service on ${host.name} cannot stop its listener on port ${port}`,
          );
        }
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
