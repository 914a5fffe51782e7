import { HarnessError, messageOf } from "../errors.ts";
import type { Instant } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { rulesOf } from "./partition.ts";
import { hostOf } from "./processes.ts";
import { silence, witnessSilence } from "./silence.ts";

/**
 * A machine that loses its power: silence first, then the container is killed, or peers would see resets for 50 to 150 ms while
 * its network namespace is torn down (architecture.md 18). Healed by starting the host and its services again.
 */
export function hostLoss(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        const revive = async (): Promise<Instant> => {
          await host.boot();
          return lab.startServices([host]);
        };
        const rules = rulesOf(lab, { kind: "partition", hosts: [host.name] });
        const rulesInForce = await silence(host, rules);
        undo(() => (host.isUp ? rulesInForce.lift() : revive()));
        const silent = await witnessSilence([rulesInForce], rules);
        try {
          await host.container.kill({ signal: "SIGKILL" });
        } catch (cause) {
          throw new HarnessError("FAULT_FAILED", `could not kill ${host.name}: ${messageOf(cause)}`, {
            cause,
          });
        }
        const { State } = await host.container.inspect();
        const dead = !State.Running;
        const injected = {
          at: silent.at,
          witnessed: silent.witnessed && dead,
          witness: `${silent.witness}; the engine says that ${host.name} is ${dead ? "dead" : State.Status}`,
        };
        return active(injected, async () => {
          const at = await revive();
          return { at, witnessed: true, witness: `${host.name} is up and its services serve` };
        });
      }),
  };
}
