import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { TrackRef } from "../keepalived/config.ts";
import { effectivePriority, type VrrpTimers } from "../timing/vrrp.ts";
import type { Balancer, Scene } from "./scene.ts";

/** One thing that demotes a router when it fails. */
export interface Tracked {
  readonly kind: "script" | "interface" | "file" | "process" | "bfd";
  readonly ref: TrackRef;
}

/** One balancer in the contest for one address. */
export interface Router {
  readonly host: string;
  readonly balancer: Balancer;
  readonly instance: VrrpInstance;
  readonly timers: VrrpTimers;
  readonly tracked: readonly Tracked[];
  /** Its effective priority while everything that it tracks is well. */
  readonly priority: number;
}

/** An address and the balancers that could hold it. */
export interface Contest {
  readonly address: string;
  readonly holder: Router;
  readonly others: readonly Router[];
}

/** Every virtual address of the set-up with its holder and its heirs. */
export function contestsOf({ balancers, holder }: Scene): readonly Contest[] {
  const byAddress = new Map<string, Router[]>();
  for (const balancer of balancers) {
    for (const instance of balancer.keepalived.instances) {
      const router = routerOf(balancer, instance);
      for (const { address } of [...instance.virtualAddresses, ...instance.excludedAddresses]) {
        byAddress.set(address, [...(byAddress.get(address) ?? []), router]);
      }
    }
  }
  return [...byAddress].flatMap(([address, routers]) => {
    const holding = routers.find(({ host }) => host === holder) ?? highest(routers);
    return holding === undefined
      ? []
      : [{ address, holder: holding, others: routers.filter((router) => router !== holding) }];
  });
}

/** The router that wins an election; among equals the one that is written to be master. */
export function highest(routers: readonly Router[]): Router | undefined {
  return [...routers].sort(
    (a, b) =>
      b.priority - a.priority ||
      Number(b.instance.state === "MASTER") - Number(a.instance.state === "MASTER"),
  )[0];
}

/** The priority with these things failed. `reverse` makes a failure count as a success. */
export function priorityWith({ instance, tracked }: Router, failed: readonly Tracked[]): number {
  return effectivePriority(
    instance.basePriority,
    tracked.map((item) => ({ weight: item.ref.weight, ok: failed.includes(item) === item.ref.reverse })),
  );
}

/**
 * Why two routers never hear each other's advertisements, so that both are master from the start; undefined if they do.
 * Source: keepalived vrrp/vrrp.c `vrrp_check_packet`.
 */
export function deafness(one: VrrpInstance, other: VrrpInstance): string | undefined {
  if (one.virtualRouterId !== other.virtualRouterId) return "virtual_router_id differs";
  if (one.version !== other.version) return "vrrp_version differs";
  if (one.family !== other.family) return "the address families differ";
  if ((one.unicastPeers.length === 0) !== (other.unicastPeers.length === 0))
    return "only one of them has unicast_peer";
  if (one.version === 3) return undefined;
  if (one.advertInterval.inForceMs !== other.advertInterval.inForceMs)
    return "advert_int differs (version 2)";
  const [left, right] = [one.authentication, other.authentication];
  if (left === undefined && right === undefined) return undefined;
  return left !== undefined && right !== undefined && left.sameSecretAs(right)
    ? undefined
    : "auth_pass differs";
}

function routerOf(balancer: Balancer, instance: VrrpInstance): Router {
  const group = balancer.keepalived.syncGroups.find(({ members }) => members.includes(instance.name));
  const partners = balancer.keepalived.instances.filter(
    (other) => other !== instance && group?.members.includes(other.name),
  );
  const tracked = [
    ...trackedBy(instance),
    ...(group === undefined ? [] : trackedBy(group)),
    // A FAULT of one member takes the whole sync group down; a weight of its own does not.
    ...partners.flatMap((partner) => trackedBy(partner).filter(({ ref }) => ref.weight === 0)),
  ];
  const { version, advertInterval, downTimerAdverts } = instance;
  const bare = {
    host: balancer.host,
    balancer,
    instance,
    timers: { version, advertMs: advertInterval.inForceMs, downTimerAdverts },
    tracked,
    priority: 0,
  };
  return { ...bare, priority: priorityWith(bare, []) };
}

type Tracking = Pick<
  VrrpInstance,
  "trackScripts" | "trackInterfaces" | "trackFiles" | "trackProcesses" | "trackBfd"
>;

function trackedBy(by: Tracking): readonly Tracked[] {
  const all = (kind: Tracked["kind"], refs: readonly TrackRef[]): readonly Tracked[] =>
    refs.map((ref) => ({ kind, ref }));
  return [
    ...all("script", by.trackScripts),
    ...all("interface", by.trackInterfaces),
    ...all("file", by.trackFiles),
    ...all("process", by.trackProcesses),
    ...all("bfd", by.trackBfd),
  ];
}
