import { HarnessError } from "../errors.ts";
import type { Host, Interface } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, allEnded, injecting, together } from "./fault.ts";
import type { ActiveFault, Undo, Witnessed } from "./fault.ts";
import { hostOf, witnessLook } from "./processes.ts";

/** A queueing discipline at the root of an interface: what the host sends there waits, or is dropped. */
export interface Qdisc {
  /** Its name in the kernel: "tbf". */
  readonly kind: string;
  /** Its settings as tc reads them: "rate 512kbit burst 3200b latency 50ms". */
  readonly settings: string;
  /** Full frames that are sent at once, for it to have something to hold back. */
  readonly frames: number;
  /** What `tc -s qdisc show` has to say for the fault to be in force, as a pattern of bash. */
  readonly shows: string;
  /** The same in words. */
  readonly says: string;
}

/** What tc counted at an interface. */
export interface Sent {
  readonly bytes: number;
  readonly packets: number;
  readonly dropped: number;
}

/** Puts a qdisc on the plan's links of its one host. Throws FEATURE_MISSING where the kernel does not have it. */
export function shaped(lab: Lab, plan: FaultPlan, qdisc: Qdisc): Promise<ActiveFault> {
  return injecting(async (undo) => {
    const host = lab.host(hostOf(plan));
    const links = plan.network === undefined ? host.interfaces : [host.on(plan.network)];
    const injected = together(await allEnded(links.map((link) => put(lab, { host, link, qdisc, undo }))));
    return active(injected, async () =>
      together(await allEnded(links.map((link) => lift(host, link, qdisc)))),
    );
  });
}

async function put(
  lab: Lab,
  { host, link, qdisc, undo }: { host: Host; link: Interface; qdisc: Qdisc; undo: Undo },
): Promise<Witnessed> {
  const { device, network } = link;
  const key = `qdisc-${device}`;
  undo(() => host.hand.run(`heal ${key}`));
  const done = await host.hand.run(
    `undo[${key}]="tc qdisc del dev ${device} root 2>/dev/null"; tc qdisc replace dev ${device} root ${qdisc.kind} ${qdisc.settings}`,
  );
  if (done.status !== 0) throw refused(qdisc, done.output);
  const neighbour = lab.hosts.find(
    (other) => other !== host && other.interfaces.some((theirs) => theirs.network === network),
  );
  if (neighbour !== undefined) {
    const to = neighbour.on(network).address;
    await host.hand.run(
      `for ((frame = 0; frame < ${qdisc.frames}; frame++)); do printf '%01400d' 0 >/dev/udp/${to}/9; done 2>/dev/null`,
    );
  }
  const show = `$(tc -s qdisc show dev ${device} root)`;
  const seen = await host.hand.until(`[[ ${show} == ${qdisc.shows} ]]`, witnessLook);
  return {
    at: done.at,
    witnessed: seen !== undefined,
    witness: `${qdisc.kind} at ${device} of ${host.name} ${seen === undefined ? "has held nothing back" : qdisc.says}`,
  };
}

async function lift(host: Host, { device }: Interface, { kind }: Qdisc): Promise<Witnessed> {
  const { bytes, packets, dropped } = sentIn(
    (await host.hand.run(`tc -s qdisc show dev ${device} root`)).output,
  );
  const lifted = await host.hand.run(`heal qdisc-${device}`);
  const gone =
    (await host.hand.run(`[[ $(tc qdisc show dev ${device}) != *"qdisc ${kind} "* ]]`)).status === 0;
  return {
    at: lifted.at,
    witnessed: gone,
    witness: `${device} of ${host.name} is ${gone ? "free again" : `still shaped by ${kind}`}; it sent ${bytes} bytes in ${packets} packets and dropped ${dropped}`,
  };
}

/** The counters in the output of `tc -s qdisc show`; zeros where there are none. */
export function sentIn(output: string): Sent {
  const found = /Sent (\d+) bytes (\d+) pkt \(dropped (\d+),/.exec(output);
  const [bytes = 0, packets = 0, dropped = 0] = (found ?? []).slice(1).map(Number);
  return { bytes, packets, dropped };
}

function refused({ kind }: Qdisc, output: string): HarnessError {
  if (/qdisc kind is unknown/.test(output)) {
    return new HarnessError("FEATURE_MISSING", `this kernel has no ${kind} (haproof doctor)`);
  }
  return new HarnessError("FAULT_FAILED", `tc refused ${kind}: ${output.trim()}`);
}
