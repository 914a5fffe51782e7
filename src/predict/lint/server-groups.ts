import type { Proxy } from "../haproxy/config.ts";
import { serverViews, type CheckView, type ServerView } from "../model/check-view.ts";
import type { Balancer } from "../model/scene.ts";

/** A server that is checked by itself. */
export type CheckedServer = ServerView & { readonly check: CheckView };

/** Servers of one proxy that are alike in what a rule looks at: one finding tells of all of them. */
export interface ServerGroup<View extends ServerView = ServerView> {
  readonly proxy: Proxy;
  readonly balancer: Balancer;
  readonly first: View;
  readonly all: readonly View[];
}

/** The servers of a balancer by proxy and by `key`, in the order of the file. Undefined leaves a server out. */
export function groupsOf<View extends ServerView>(
  views: readonly View[],
  key: (view: View) => string | undefined,
): readonly ServerGroup<View>[] {
  const groups = new Map<string, View[]>();
  for (const view of views) {
    const by = key(view);
    if (by === undefined) continue;
    const name = `${view.proxy.name}\n${by}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [view]);
    else group.push(view);
  }
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ proxy: first.proxy, balancer: first.balancer, first, all }];
  });
}

/** The servers whose check is their own, not that of a server that they track. */
export function checkedServers(balancer: Balancer): readonly CheckedServer[] {
  return serverViews(balancer).filter(
    (view): view is CheckedServer => view.check !== undefined && view.server.track === undefined,
  );
}

/** Servers that share the load in good times. */
export function activeServers({ servers }: Proxy): Proxy["servers"] {
  return servers.filter(({ backup, disabled }) => !backup && !disabled);
}

/** "kms1, kms2, kms3"; more than a few are counted. */
export function namesOf({ all }: ServerGroup): string {
  const names = all.map(({ server }) => server.name);
  return names.length <= 5
    ? names.join(", ")
    : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}

/** The share of new connections that one of these servers gets, for sentences about who is hit. */
export function shareText(proxy: Proxy): string {
  const count = activeServers(proxy).length;
  return count <= 1 ? "every new connection" : `one new connection in ${count}`;
}
