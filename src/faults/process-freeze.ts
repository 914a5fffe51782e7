import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Fault } from "./fault.ts";
import { active, injecting } from "./fault.ts";
import { allStopped, findProcesses, hostOf, noneStopped, processOf, witnessLook } from "./processes.ts";

/**
 * SIGSTOP to every process of a service. The kernel goes on accepting connections into its backlog: peers see a connection that
 * opens and never answers, and `killall -0` finds nothing wrong. Healed by SIGCONT, also when the harness dies.
 */
export function processFreeze(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const [host, process] = [lab.host(hostOf(plan)), processOf(plan)];
        await findProcesses(host, process);
        undo(() => host.hand.run(`heal freeze-${process}`));
        const stopped = await host.hand.must(
          `undo[freeze-${process}]="kill -CONT \${pids[*]} 2>/dev/null"; kill -STOP "\${pids[@]}"; frozen=("\${pids[@]}")`,
        );
        const still = await host.hand.until(allStopped, witnessLook);
        const injected = {
          at: { notBefore: stopped.at.notBefore, notAfter: still?.notAfter ?? stopped.at.notAfter },
          witnessed: still !== undefined,
          witness:
            still === undefined
              ? `a process of ${process} still runs`
              : `every process of ${process} is stopped`,
        };
        return active(injected, async () => {
          const woken = await host.hand.run(`pids=("\${frozen[@]}"); heal freeze-${process}`);
          const awake = await host.hand.until(noneStopped, witnessLook);
          return {
            at: { notBefore: woken.at.notBefore, notAfter: awake?.notAfter ?? woken.at.notAfter },
            witnessed: awake !== undefined,
            witness: awake === undefined ? `a process of ${process} is still stopped` : `${process} runs on`,
          };
        });
      }),
  };
}
