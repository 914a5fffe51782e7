import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { findProcesses, hostOf, noneLeft, processOf, stopCommand, witnessLook } from "./processes.ts";
import { HarnessError } from "../errors.ts";

/**
 * What `systemctl restart` does: a graceful stop, and a start as soon as the last process has gone. Peers see what a stop
 * and a start make them see, one after the other. There is nothing to heal: heal only proves that the service serves.
 */
export function restart(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const [host, process] = [lab.host(hostOf(plan)), processOf(plan)];
        await findProcesses(host, process);
        const asked = await host.hand.must(stopCommand(process));
        undo(async () => {
          await host.hand.run(`kill -KILL "\${pids[@]}" 2>/dev/null`);
          await host.startService(process);
        });
        const gone = await host.hand.until(noneLeft, witnessLook);
        if (gone === undefined)
          throw new HarnessError("FAULT_FAILED", `${process} on ${host.name} did not end`);
        const serves = await host.startService(process);
        const injected = {
          at: asked.at,
          witnessed: true,
          witness: `${process} ended and was started again on ${host.name}`,
        };
        return active(injected, () =>
          Promise.resolve({ at: serves, witnessed: true, witness: `${process} serves on ${host.name}` }),
        );
      }),
  };
}
