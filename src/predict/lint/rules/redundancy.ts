import { serverViews, type ServerView } from "../../model/check-view.ts";
import type { Reported, Rule } from "../finding.ts";
import { activeServers, groupsOf, namesOf } from "../server-groups.ts";

/** One server is no cluster. */
export const singleServer: Rule = {
  id: "single-server",
  title: "a backend has one server only",
  source: "by definition",
  check: ({ balancers }) =>
    balancers.flatMap(({ haproxy }) =>
      haproxy.proxies.flatMap((proxy): readonly Reported[] => {
        const spare = proxy.servers.some(({ backup, disabled }) => backup && !disabled);
        const [only, ...more] = activeServers(proxy);
        if (proxy.disabled || only === undefined || more.length > 0 || spare) return [];
        return [
          {
            severity: "warning",
            place: only.place,
            message: `${proxy.name} has one server only, ${only.name}`,
            why: `when it is lost, nobody is served until it is back; no timing changes that`,
            change: "add a second server, or one with backup",
          },
        ];
      }),
    ),
};

/** No keepalived at all among the files. */
export const singleBalancer: Rule = {
  id: "single-balancer",
  title: "nothing replaces this balancer",
  source: "by definition",
  check: ({ balancers }) => {
    if (balancers.some(({ keepalived }) => keepalived.instances.length > 0)) return [];
    return balancers.flatMap(({ haproxy }): readonly Reported[] => {
      const [bind] = haproxy.proxies.flatMap(({ binds }) => binds);
      if (bind === undefined) return [];
      return [
        {
          severity: "warning",
          place: bind.place,
          message: "no keepalived.conf among the files: a balancer that stands alone",
          why: "when it is lost, nobody is served until it is back",
          change:
            "run a second balancer with keepalived and a virtual address, or give its keepalived.conf to lint",
        },
      ];
    });
  },
};

/** A port that servers offer and the balancers do not. */
export const portWithoutFrontend: Rule = {
  id: "port-without-frontend",
  title: "a service of the servers is not behind the balancers",
  source: "from the addresses that bind and server lines name",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) => {
      const proxies = balancer.haproxy.proxies.filter(({ disabled }) => !disabled);
      const bound = proxies
        .flatMap(({ binds }) => binds)
        .flatMap(({ ports }) => (ports === undefined ? [] : [ports]));
      const served = new Set(proxies.flatMap(({ servers }) => servers.map(({ port }) => port)));
      const hidden = ({ server, check }: ServerView): string | undefined =>
        check?.ports
          .find(
            (port) =>
              port !== server.port &&
              !served.has(port) &&
              !bound.some(([first, last]) => port >= first && port <= last),
          )
          ?.toString();
      return groupsOf(serverViews(balancer), hidden).map((group): Reported => {
        const port = hidden(group.first) ?? "";
        return {
          severity: "note",
          place: group.first.server.writtenAt["port"]?.place ?? group.first.server.place,
          message: `${namesOf(group)} of ${group.proxy.name} answer on port ${port} too, and no frontend leads there`,
          why: `clients of that port have to name a server, and lose it with that server: there is no failover for them`,
          change: `if clients use port ${port}: add a frontend and a backend for it, whose servers track these`,
        };
      });
    }),
};
