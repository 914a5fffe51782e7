import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { FaultPlan, ProcessName } from "../timeline/fault-plan.ts";
import type { Fault, Undo, Witnessed } from "./fault.ts";
import { active, allEnded, injecting, together } from "./fault.ts";
import { findProcesses, noneLeft, processOf, witnessLook } from "./processes.ts";

/**
 * SIGKILL to every process of a service, on one host or on several at once; the hosts live on. The kernel closes the sockets: peers see
 * FIN or RST at once, and a refusal for every new connection. Healed by starting the service again.
 */
export function processCrash(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const process = processOf(plan);
        const hosts = plan.hosts.map((name) => lab.host(name));
        if (hosts.length === 0) throw new HarnessError("BAD_INPUT", "process-crash needs a host");
        await Promise.all(hosts.map((host) => findProcesses(host, process)));
        const injected = together(await allEnded(hosts.map((host) => kill(host, process, undo))));
        return active(injected, async () =>
          together(
            await Promise.all(
              hosts.map(async (host) => {
                const at = await host.startService(process);
                return { at, witnessed: true, witness: `${process} serves again on ${host.name}` };
              }),
            ),
          ),
        );
      }),
  };
}

async function kill(host: Host, process: ProcessName, undo: Undo): Promise<Witnessed> {
  const killed = await host.hand.must('kill -KILL "${pids[@]}"');
  undo(() => host.startService(process));
  const gone = await host.hand.until(noneLeft, witnessLook);
  return {
    at: { notBefore: killed.at.notBefore, notAfter: gone?.notAfter ?? killed.at.notAfter },
    witnessed: gone !== undefined,
    witness:
      gone === undefined
        ? `a process of ${process} lives on`
        : `no process of ${process} left on ${host.name}`,
  };
}
