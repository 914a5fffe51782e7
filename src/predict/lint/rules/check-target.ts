import type { ConnectRule } from "../../haproxy/health-rule.ts";
import { serverViews, type ServerView } from "../../model/check-view.ts";
import { windowText } from "../../model/figures.ts";
import { failingCheck, eviction } from "../../timing/health-check.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { checkedServers, groupsOf, namesOf, shareText, type CheckedServer } from "../server-groups.ts";

/** Ports that speak TLS by custom. */
const tlsPorts = new Set([443, 465, 563, 636, 853, 989, 990, 993, 995, 5061, 6443, 8443, 9443]);

/** Health is asked in one place while the service is in another. */
export const checkOtherPort: Rule = {
  id: "check-other-port",
  title: "the check looks at another port than the service",
  source: "HAProxy configuration manual 5.2, port, addr; src/check.c init_srv_check",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      groupsOf(serverViews(balancer), otherPort).map((group): Reported => {
        const { server, check } = group.first;
        const port = server.port ?? 0;
        return {
          severity: "error",
          place: server.writtenAt["port"]?.place ?? server.writtenAt["addr"]?.place ?? server.place,
          message: `${namesOf(group)} of ${group.proxy.name}: the check looks at port ${check?.ports.join(", ") ?? ""}, the service is on ${port}`,
          why: `a dead service on ${port} is never noticed: ${shareText(group.proxy)} fails as long as it lasts`,
          change: `let the check connect to ${port} too: ${connectLine(group.first)}`,
        };
      }),
    ),
};

function otherPort({ server, check }: ServerView): string | undefined {
  if (server.port === undefined || check === undefined || check.ports.includes(server.port)) return undefined;
  return `${server.port} ${check.ports.join(",")}`;
}

function connectLine({ check, server }: ServerView): string {
  const keyword = check?.settings.kind === "http" ? "http-check" : "tcp-check";
  return `a last step ${keyword} connect port ${server.port ?? ""}, after a first one to port ${check?.ports.join(", ") ?? ""}`;
}

/** A server that borrows the health of another machine. */
export const trackOtherHost: Rule = {
  id: "track-other-host",
  title: "a server tracks a server of another host",
  source: "HAProxy configuration manual 5.2, track",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      serverViews(balancer).flatMap(({ server, check, proxy }): readonly Reported[] => {
        if (server.track === undefined || check === undefined || check.settings.address === server.address)
          return [];
        return [
          {
            severity: "error",
            place: placeOf(server, "track"),
            message: `${server.id} has the health of ${server.track}, which is checked at ${check.settings.address}, not at ${server.address}`,
            why: `the loss of ${server.address} is never noticed: ${shareText(proxy)} fails as long as it lasts`,
            change: "track the server that stands for the same host, or give it a check of its own",
          },
        ];
      }),
    ),
};

/** A server that nobody asks. */
export const serverWithoutCheck: Rule = {
  id: "server-without-check",
  title: "a server has no check",
  source: "HAProxy configuration manual 5.2, check",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) => {
      const blind = ({ server, check, proxy }: ServerView): string | undefined =>
        check === undefined && server.agent === undefined && proxy.servers.length > 1 ? "" : undefined;
      return groupsOf(serverViews(balancer), blind).map((group): Reported => ({
        severity: "error",
        place: group.first.server.place,
        message: `${namesOf(group)} of ${group.proxy.name}: no check`,
        why: `a dead server is never taken out: ${shareText(group.proxy)} fails or hangs as long as it lasts`,
        change: "write check on the server line, or in default-server",
      }));
    }),
};

/** A kernel goes on accepting for a process that is frozen. */
export const connectOnlyCheck: Rule = {
  id: "connect-only-check",
  title: "the check only connects",
  source: "HAProxy configuration manual 4.2, option httpchk, option tcp-check; measured with frozen servers",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      groupsOf(checkedServers(balancer), ({ check }) => (check.wantsAnswer ? undefined : "")).map(
        (group): Reported => ({
          severity: group.proxy.mode === "http" ? "error" : "warning",
          place: placeOf(group.first.server, "check"),
          message: `${namesOf(group)} of ${group.proxy.name}: the check connects and asks nothing`,
          why: `a server that hangs passes, because its kernel accepts: it is never taken out, and ${shareText(group.proxy)} hangs`,
          change:
            group.proxy.mode === "http"
              ? "write option httpchk GET with a path that the application answers itself"
              : "ask for an answer: option httpchk, or tcp-check send and expect",
        }),
      ),
    ),
};

/** A plain request to a port that wants TLS fails on every server alike. */
export const plainCheckTlsPort: Rule = {
  id: "plain-check-tls-port",
  title: "a plain check may meet a port that speaks TLS",
  source: "HAProxy src/check.c init_srv_check (ssl is not taken over where port or addr is written)",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) => {
      const views = checkedServers(balancer);
      return groupsOf(views, (view) => plainPort(view)?.toString()).map((group): Reported => {
        const { first, proxy } = group;
        const port = plainPort(first) ?? 0;
        const surely = first.server.tls || tlsPorts.has(port);
        const { timing } = first.check;
        const down = eviction(timing, failingCheck(timing, "status", balancer.haproxy.version));
        return {
          severity: surely ? "error" : "note",
          place: first.server.writtenAt["port"]?.place ?? placeOf(first.server, "check"),
          message: `${namesOf(group)} of ${proxy.name}: the check speaks plain HTTP to port ${port}`,
          why: `${surely ? "it speaks TLS: " : "if that port speaks TLS, "}all servers go DOWN at the first check after a start, or within ${windowText(down)} of the day on which TLS is switched on, and nobody is served`,
          change: `write check-ssl (with verify and a ca-file) on the server lines${surely ? "" : ", if it does"}`,
        };
      });
    }),
};

/** The port to which this check speaks HTTP without TLS, where that is doubtful. */
function plainPort({ server, check, proxy }: CheckedServer): number | undefined {
  if (check.settings.kind !== "http") return undefined;
  const [first] = proxy.health.rules.filter((rule): rule is ConnectRule => rule.step === "connect");
  const encrypted = first === undefined || first.defaults ? check.settings.tls : first.tls;
  const port = first?.port ?? check.settings.port;
  if (encrypted || port === undefined) return undefined;
  const doubtful = server.tls || tlsPorts.has(port) || proxy.mode === "tcp";
  return doubtful ? port : undefined;
}
