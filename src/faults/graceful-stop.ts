import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { active, injecting } from "./fault.ts";
import { findProcesses, hostOf, noneLeft, processOf, stopCommand, witnessLook } from "./processes.ts";

/**
 * What `systemctl stop` does: the service's first process is asked to end (SIGTERM; PostgreSQL: SIGINT, its fast shutdown).
 * keepalived says farewell with priority 0 and drops the VIP; HAProxy closes its listeners and connections. In force from the
 * signal on; witnessed when the last process has gone. Healed by starting the service again.
 */
export function gracefulStop(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const [host, process] = [lab.host(hostOf(plan)), processOf(plan)];
        await findProcesses(host, process);
        const asked = await host.hand.must(stopCommand(process));
        undo(() => host.startService(process));
        const gone = await host.hand.until(noneLeft, witnessLook);
        const injected = {
          // PostgreSQL serves some for as long as it shuts down; the others are of no use from the signal on.
          at:
            process === "database"
              ? { ...asked.at, notAfter: gone?.notAfter ?? asked.at.notAfter }
              : asked.at,
          witnessed: gone !== undefined,
          witness: gone === undefined ? `${process} has not ended` : `${process} has ended on ${host.name}`,
        };
        return active(injected, async () => {
          const at = await host.startService(process);
          return { at, witnessed: true, witness: `${process} serves again on ${host.name}` };
        });
      }),
  };
}
