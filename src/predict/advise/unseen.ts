import { everyFault } from "../model/every-fault.ts";
import { sharesNetwork } from "../model/host-of.ts";
import type { Setup } from "../setup.ts";
import type { Targets } from "./targets.ts";

/**
 * What no setting can promise, or none that could be written without knowing more than the files say. Only what concerns
 * this set-up: servers that stand in the VIP's own network are reached by the VIP's own link.
 */
export function unseen(
  { balancers }: Setup,
  { backInterface }: Pick<Targets, "backInterface">,
): readonly string[] {
  const routers = balancers.filter(({ keepalived }) => keepalived.instances.length > 0);
  const far = routers.some(({ haproxy, keepalived }) =>
    haproxy.proxies.some(({ servers }) =>
      servers.some((server) => !sharesNetwork(server, keepalived.instances)),
    ),
  );
  const hasServers = everyFault(balancers).some(({ kind }) => kind === "database-stop");
  return [
    ...(far && backInterface === undefined
      ? [
          "the active balancer loses its link to the servers: if that is another interface than the VIP's, no file names it; give --back-interface NAME, and advice tracks it",
        ]
      : []),
    ...(far
      ? [
          "the active balancer is silently cut off from the servers while its link is up: it keeps the VIP; only a check of keepalived's that reaches a server through HAProxy could see it",
        ]
      : []),
    ...(hasServers
      ? ["a server answers its check and fails its clients: what the check does not ask, nobody sees"]
      : []),
  ];
}
