import type { Proxy } from "../haproxy/config.ts";
import { serverViews, type ServerView } from "../model/check-view.ts";
import { sharesNetwork } from "../model/host-of.ts";
import type { Balancer } from "../model/scene.ts";

/** Servers that stand for all others: what is predicted of one holds for each that is configured alike. */
export interface DecisiveServers {
  /** How many servers each of them stands for, itself included, by its id. */
  readonly alike: ReadonlyMap<string, number>;
  /** The balancers with these servers alone, and those that they track. */
  readonly balancers: readonly Balancer[];
}

/** One server for each way in which servers are checked; large files have thousands that are alike. */
export function decisiveServers(balancers: readonly Balancer[]): DecisiveServers {
  const views = balancers.flatMap(serverViews);
  const groups = new Map<string, Set<string>>();
  for (const view of views) {
    const key = likeness(view);
    groups.set(key, (groups.get(key) ?? new Set<string>()).add(view.server.id));
  }
  const alike = new Map<string, number>();
  for (const ids of groups.values()) {
    const [first] = ids;
    if (first !== undefined) alike.set(first, Math.max(ids.size, alike.get(first) ?? 0));
  }
  const kept = withTracked(views, new Set(alike.keys()));
  return { alike, balancers: balancers.map((balancer) => trimmed(balancer, kept)) };
}

/** Which port it is does not matter, but whether the check knocks at it, and where else. */
function likeness({ balancer, server, check, proxy }: ServerView): string {
  const { port, observe, track, agent } = server;
  const knocks = [port === undefined, check?.ports.map((checked) => checked === port)];
  const checked = [check?.timing, check?.wantsAnswer, check?.settings.kind];
  const near = sharesNetwork(server, balancer.keepalived.instances);
  return JSON.stringify([
    knocks,
    checked,
    observe,
    track !== undefined,
    agent !== undefined,
    near,
    proxy.disabled,
  ]);
}

/** A server that tracks another one is nothing without it. */
function withTracked(views: readonly ServerView[], ids: ReadonlySet<string>): ReadonlySet<string> {
  const byId = new Map(views.map((view) => [view.server.id, view]));
  const kept = new Set<string>();
  for (const id of ids) {
    let view = byId.get(id);
    while (view !== undefined && !kept.has(view.server.id)) {
      kept.add(view.server.id);
      const { track } = view.server;
      view = track === undefined ? undefined : (byId.get(track) ?? byId.get(`${view.proxy.name}/${track}`));
    }
  }
  return kept;
}

function trimmed(balancer: Balancer, kept: ReadonlySet<string>): Balancer {
  const proxies = balancer.haproxy.proxies.map((proxy): Proxy => ({
    ...proxy,
    servers: proxy.servers.filter(({ id }) => kept.has(id)),
  }));
  return { ...balancer, haproxy: { ...balancer.haproxy, proxies } };
}
