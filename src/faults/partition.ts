import { HarnessError } from "../errors.ts";
import type { Host, Interface } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting, together } from "./fault.ts";
import type { Fault, Witnessed } from "./fault.ts";
import { holdBack } from "./meeting.ts";
import type { Gate } from "./meeting.ts";
import { matchesOf, silenceAll, witnessSilence } from "./silence.ts";
import type { Deafness } from "./silence.ts";

/**
 * Hosts no longer hear others: every protocol, ARP and VRRP included, or one only; both ways or one way. The carrier stays,
 * nothing is refused: peers see silence. Rules drop frames in the hosts' own network namespaces and expire by themselves.
 */
export function partition(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const rules = rulesOf(lab, plan);
        if (rules.length === 0) throw new HarnessError("BAD_INPUT", "this partition separates nobody");
        const silences = await silenceAll(rules, undo);
        return active(await witnessSilence(silences, rules), async () => {
          const gate = await gateOf(lab, plan);
          const lifted = together(await Promise.all(silences.map((one) => one.lift())));
          return gate === undefined ? lifted : met(lifted, await gate.passed());
        });
      }),
  };
}

/** Throws BAD_INPUT where a plan that says who is heard first names several hosts, or no network. */
async function gateOf(lab: Lab, { hosts, network, firstHeard }: FaultPlan): Promise<Gate | undefined> {
  if (firstHeard === undefined) return undefined;
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0 || network === undefined) {
    throw new HarnessError("BAD_INPUT", "firstHeard needs one host and the network that carries VRRP");
  }
  return holdBack(lab.host(host), { network, firstHeard });
}

/** Packets flow from the lifting on; that the two have met in the right order is a second thing to be witnessed. */
function met(lifted: Witnessed, meeting: Witnessed): Witnessed {
  return {
    at: lifted.at,
    witnessed: lifted.witnessed && meeting.witnessed,
    witness: `${lifted.witness}; ${meeting.witness}`,
  };
}

/** The partition as data: who drops what. Pure but for the hosts it names. */
export function rulesOf(lab: Pick<Lab, "host" | "hosts">, plan: FaultPlan): readonly Deafness[] {
  const hosts = plan.hosts.map((name) => lab.host(name));
  const direction = plan.direction ?? "both";
  if (plan.from === undefined) {
    const hooks =
      direction === "both"
        ? (["ingress", "egress"] as const)
        : ([direction === "in" ? "ingress" : "egress"] as const);
    return hosts.flatMap((host) =>
      interfacesOf(host, plan).flatMap((own) =>
        hooks.map((hook) => fromEverybody(lab, { host, own, hook, plan })),
      ),
    );
  }
  const others = plan.from.map((name) => lab.host(name));
  return [
    ...(direction === "out" ? [] : hosts.flatMap((host) => deafTo(host, others, plan))),
    ...(direction === "in" ? [] : others.flatMap((other) => deafTo(other, hosts, plan))),
  ];
}

function interfacesOf(host: Host, { network }: FaultPlan): readonly Interface[] {
  return network === undefined ? host.interfaces : [host.on(network)];
}

function fromEverybody(
  lab: Pick<Lab, "hosts">,
  { host, own, hook, plan }: { host: Host; own: Interface; hook: "ingress" | "egress"; plan: FaultPlan },
): Deafness {
  const neighbour = lab.hosts.find(
    (other) =>
      other !== host && other.isUp && other.interfaces.some(({ network }) => network === own.network),
  );
  const rule = { host, device: own.device, hook, matches: matchesOf(plan.only) };
  if (neighbour === undefined || plan.only !== undefined) return rule;
  const stimulus =
    hook === "egress"
      ? { from: host, to: neighbour.on(own.network).address }
      : { from: neighbour, to: own.address };
  return { ...rule, stimulus };
}

/** Frames are told by the sender's hardware address, so that what is sent to everybody (VRRP, ARP) is dropped too. */
function deafTo(host: Host, others: readonly Host[], plan: FaultPlan): readonly Deafness[] {
  return interfacesOf(host, plan).flatMap((own) => {
    const senders = others.flatMap((other) =>
      other.interfaces.filter(({ network }) => network === own.network).map((theirs) => ({ other, theirs })),
    );
    const [first] = senders;
    if (first === undefined) return [];
    const macs = `ether saddr { ${senders.map(({ theirs }) => theirs.mac).join(", ")} }`;
    const rule: Deafness = {
      host,
      device: own.device,
      hook: "ingress",
      matches: matchesOf(plan.only).map((match) => `${macs} ${match}`),
    };
    return [plan.only === undefined ? { ...rule, stimulus: { from: first.other, to: own.address } } : rule];
  });
}
