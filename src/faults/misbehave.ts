import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, allEnded, injecting, together } from "./fault.ts";
import type { Fault, Witnessed } from "./fault.ts";

/**
 * A service does something else than it should, by its own control, on one host or on several at once: its health is answered with
 * another status, with a closed connection or late, or it refuses everybody for some seconds again and again. Peers see just that. The
 * control answers once the change is in force, which is the witness.
 */
export function misbehave(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const { as, process = "app" } = plan;
        if (as === undefined) throw new HarnessError("BAD_INPUT", "misbehave needs to be told as what");
        const hosts = plan.hosts.map((name) => lab.host(name));
        if (hosts.length === 0) throw new HarnessError("BAD_INPUT", "misbehave needs a host");
        const told = hosts.map((host) => ({
          host,
          wrong: controlOf(host, process, `misbehave ${as}`),
          right: controlOf(host, process, "behave"),
        }));
        const heal = (): Promise<Witnessed> =>
          allEnded(told.map(({ host, right }) => tell(host, right, `${process} behaves`))).then(together);
        undo(heal);
        const injected = await allEnded(
          told.map(({ host, wrong }) => tell(host, wrong, `${process} misbehaves as ${as}`)),
        );
        return active(together(injected), heal);
      }),
  };
}

function controlOf(host: Host, process: string, control: string): string {
  const command = host.service(process).controls?.[control];
  if (command !== undefined) return command;
  throw new HarnessError("BAD_INPUT", `${process} on ${host.name} has no control "${control}"`);
}

async function tell(host: Host, control: string, what: string): Promise<Witnessed> {
  const { status, at } = await host.hand.run(control);
  const witnessed = status === 0;
  return { at, witnessed, witness: `${what} on ${host.name}${witnessed ? "" : ": its control refused"}` };
}
