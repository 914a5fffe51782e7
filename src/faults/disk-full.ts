import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf } from "./processes.ts";

/**
 * A mount has no byte left: whoever writes there gets ENOSPC, whoever reads is served. Only a small mount that the stack declares
 * (`HostSpec.mounts`) is ever filled, never a disk of the machine. Peers see what the service makes of it. Healed by taking the
 * filling away and starting what died for want of space.
 */
export function diskFull(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        const mount = mountOf(host, plan);
        undo(() => host.hand.run("heal disk"));
        // In /proc/mounts: device, place, type, options. A tmpfs is never the machine's own disk.
        const filled = await host.hand
          .must(`grep -q '^[^ ]* ${mount} tmpfs ' /proc/mounts || { echo "${mount} is no tmpfs"; false; } && {
          undo[disk]="rm -f ${mount}/${filling}"
          fallocate -l $(( $(stat -f -c '%a*%S' ${mount}) )) ${mount}/${filling}
          cat /dev/zero >> ${mount}/${filling}; true; } 2>/dev/null`);
        const full = await writeFails(host, mount);
        const injected = {
          at: filled.at,
          witnessed: full,
          witness: `a write to ${mount} of ${host.name} ${full ? "fails: no space is left" : "still succeeds"}`,
        };
        return active(injected, async () => {
          const emptied = await host.hand.run("heal disk");
          const free = !(await writeFails(host, mount));
          const started = await startWhatDied(host);
          return {
            at: { notBefore: emptied.at.notBefore, notAfter: started ?? emptied.at.notAfter },
            witnessed: free,
            witness: `${mount} of ${host.name} ${free ? "takes writes again" : "is still full"}`,
          };
        });
      }),
  };
}

const filling = ".haproof-filling";

/** The mount of a plan, as its stack declares it. Throws BAD_INPUT for any other path. */
function mountOf({ name, spec }: Host, { mount }: FaultPlan): string {
  const declared = Object.keys(spec.mounts ?? {});
  if (mount !== undefined && declared.includes(mount)) return mount;
  const there = declared.length === 0 ? "none" : declared.join(", ");
  throw new HarnessError(
    "BAD_INPUT",
    `disk-full needs a small mount of ${name}; its stack declares ${there}`,
  );
}

async function writeFails(host: Host, mount: string): Promise<boolean> {
  const look = `${mount}/.haproof-look`;
  const { output } = await host.hand.run(`( printf x > ${look} ) 2>&1; rm -f ${look}`);
  return output.includes("No space left on device");
}

/** Starts every service whose first process is gone; the latest instant at which one began to serve, if any did. */
async function startWhatDied(host: Host): Promise<number | undefined> {
  let last: number | undefined;
  for (const { name } of host.spec.services) {
    const { status } = await host.hand.run(
      `read -r main < /run/haproof/${name}.pid && kill -0 "$main" 2>/dev/null`,
    );
    if (status !== 0) last = (await host.startService(name)).notAfter;
  }
  return last;
}
