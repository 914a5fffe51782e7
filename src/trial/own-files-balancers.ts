import type { Stack } from "../lab/stack.ts";
import type { VrrpInstance } from "../predict/keepalived/instance-config.ts";
import type { Place } from "../predict/source-text.ts";
import { vipNetwork, type Mapping, type OwnBalancer } from "./own-files.ts";
import { refusal } from "./own-files-refusal.ts";

/** The VIPs of the user's files to those of the stack, in the order of the first file that names them. Throws BAD_INPUT. */
export function vipMappings(balancers: readonly OwnBalancer[], { vips, system }: Stack): readonly Mapping[] {
  const known = new Map<string, string>();
  for (const { file, keepalived } of balancers) {
    const own = keepalived.instances.flatMap(addressesOf);
    if (own.length === 0)
      throw refusal({ file: file.name, line: 1 }, "no vrrp_instance has a virtual_ipaddress");
    for (const { address, family, place } of own) {
      if (family !== "inet") throw refusal(place, `${address}: the lab speaks IPv4 only`);
      if (known.has(address)) continue;
      const lab = vips[known.size]?.address;
      if (lab === undefined)
        throw refusal(place, `${address} is one VIP too many: ${system} has ${vips.length}`);
      known.set(address, lab);
    }
  }
  return [...known].map(([written, lab]) => ({ what: "VIP", written, lab }));
}

/**
 * The balancers' own addresses: where a file says its own, that one; else the one that the other files name as a peer and it
 * does not. Throws BAD_INPUT for a peer that is no balancer.
 */
export function balancerMappings(balancers: readonly OwnBalancer[]): readonly Mapping[] {
  const named = balancers.map(({ keepalived }) => peersOf(keepalived.instances));
  const everybody = new Set(named.flatMap((peers) => [...peers.keys()]));
  const mappings = balancers.flatMap(({ host, address, keepalived }, at): Mapping[] => {
    const source = keepalived.instances.find(
      ({ sourceAddress }) => sourceAddress !== undefined,
    )?.sourceAddress;
    const others = [...everybody].filter((peer) => named[at]?.has(peer) !== true);
    const written = source ?? (others.length === 1 ? others[0] : undefined);
    return written === undefined ? [] : [{ what: `${host}'s own address`, written, lab: address }];
  });
  const own = new Set(mappings.map(({ written }) => written));
  for (const [peer, place] of named.flatMap((peers) => [...peers]))
    if (!own.has(peer)) throw refusal(place, `no file says which balancer has the address ${peer}`);
  return mappings;
}

/** The names of a balancer's interfaces to the lab's: the VRRP one, and the one other that it tracks. Throws BAD_INPUT. */
export function interfaceMappings({ host, keepalived }: OwnBalancer, stack: Stack): readonly Mapping[] {
  const { instances } = keepalived;
  const front = new Map(instances.flatMap(vrrpInterfaces));
  const back = new Map(
    instances.flatMap((instance) => [
      ...instance.trackInterfaces.map(({ name, place }) => [name, place] as const),
      ...addressesOf(instance).flatMap(({ interface: name, place }) =>
        name === undefined ? [] : [[name, place] as const],
      ),
    ]),
  );
  for (const name of front.keys()) back.delete(name);
  const networks = stack.networks.map(({ name }) => name);
  const at = networks.indexOf(vipNetwork(stack));
  const others = networks.map((_, index) => index).filter((index) => index !== at);
  const to = (names: ReadonlyMap<string, Place>, devices: readonly number[], what: string): Mapping[] =>
    [...names].map(([written, place], index) => {
      const device = devices[index];
      if (device === undefined)
        throw refusal(
          place,
          `${written}: the balancers of ${stack.system} have ${networks.length} interfaces only`,
        );
      return { what: `${host}'s interface to ${networks[device] ?? what}`, written, lab: `eth${device}` };
    });
  return [...to(front, [at], "the clients"), ...to(back, others, "the servers")];
}

function vrrpInterfaces({ interface: name, place, writtenAt }: VrrpInstance): (readonly [string, Place])[] {
  return name === undefined ? [] : [[name, writtenAt["interface"]?.place ?? place]];
}

function addressesOf({
  virtualAddresses,
  excludedAddresses,
}: Pick<VrrpInstance, "virtualAddresses" | "excludedAddresses">): VrrpInstance["virtualAddresses"] {
  return [...virtualAddresses, ...excludedAddresses];
}

function peersOf(instances: readonly VrrpInstance[]): ReadonlyMap<string, Place> {
  return new Map(
    instances.flatMap(({ unicastPeers }) =>
      unicastPeers.map(({ address, place }) => [address, place] as const),
    ),
  );
}
