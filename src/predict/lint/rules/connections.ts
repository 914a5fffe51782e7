import type { Proxy } from "../../haproxy/config.ts";
import { secondsText, settingText } from "../../model/figures.ts";
import type { Balancer } from "../../model/scene.ts";
import { clientErrorsOutlastEvictionMs, type ConnectionRules } from "../../timing/client-errors.ts";
import type { CheckFailure } from "../../timing/health-check.ts";
import type { Reported, Rule } from "../finding.ts";
import { placeOf } from "../places.ts";
import { activeServers, checkedServers, groupsOf, namesOf, shareText } from "../server-groups.ts";

/** Proxies that hand connections to servers. */
function backends({ haproxy }: Balancer): readonly Proxy[] {
  return haproxy.proxies.filter(
    ({ kind, disabled, servers }) => kind !== "frontend" && !disabled && servers.length > 0,
  );
}

/** How long after DOWN connections still fail or hang, as this proxy stands or with some rules changed. */
function afterDown(
  { retries, timeouts }: Proxy,
  failure: CheckFailure,
  changed: Partial<ConnectionRules> = {},
): string {
  const rules = {
    retries,
    timeoutConnectMs: timeouts.connectMs,
    timeoutServerMs: timeouts.serverMs,
    redispatches: false,
    shutdownSessions: false,
    ...changed,
  };
  const longerMs = clientErrorsOutlastEvictionMs(failure, rules);
  return longerMs === Infinity
    ? "without end"
    : longerMs === 0
      ? "not at all"
      : `for ${secondsText(longerMs)}`;
}

/** A connection stays with the dead server that it was given to. */
export const noRedispatch: Rule = {
  id: "no-redispatch",
  title: "retries go to the same dead server",
  source: "HAProxy include/haproxy/stream.h stream_choose_redispatch, src/backend.c back_handle_st_cer",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      backends(balancer)
        .filter((proxy) => proxy.redispatch === undefined && activeServers(proxy).length > 1)
        .map((proxy): Reported => ({
          severity: "warning",
          place: proxy.place,
          message: `${proxy.name}: no option redispatch, so that all ${proxy.retries} retries go to the same server`,
          why: `until DOWN ${shareText(proxy)} meets the dead server and is closed; those given to it before go on after DOWN: refused ones ${afterDown(proxy, "refused")}, silent ones ${afterDown(proxy, "dropped")}; with redispatch ${afterDown(proxy, "refused", { redispatches: true })} and ${afterDown(proxy, "dropped", { redispatches: true })}`,
          change: "write option redispatch 1",
        })),
    ),
};

/** Redispatch happens at a retry, and there is none. */
export const redispatchWithoutRetries: Rule = {
  id: "redispatch-without-retries",
  title: "option redispatch has no retry to happen at",
  source: "HAProxy src/backend.c back_handle_st_cer; configuration manual 4.2, retries, retry-on",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      backends(balancer)
        .filter(
          ({ redispatch, retries, retryOn }) =>
            redispatch !== undefined && (retries === 0 || retryOn.includes("none")),
        )
        .map((proxy): Reported => ({
          severity: "warning",
          place: placeOf(proxy, proxy.retries === 0 ? "retries" : "retry-on"),
          message: `${proxy.name}: option redispatch is without effect, as nothing is retried`,
          why: `until DOWN ${shareText(proxy)} fails at once, though another server is well`,
          change: "write retries 3, and retry-on conn-failure",
        })),
    ),
};

/** A session on a frozen server outlives the server's eviction. */
export const noShutdownSessions: Rule = {
  id: "no-shutdown-sessions",
  title: "sessions on a server that is DOWN hang on",
  source: "HAProxy configuration manual 5.2, on-marked-down; src/server.c srv_shutdown_streams",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      groupsOf(checkedServers(balancer), ({ server }) =>
        server.onMarkedDown === "nothing" ? "" : undefined,
      ).map((group): Reported => ({
        severity: "warning",
        place: group.first.server.writtenAt["inter"]?.place ?? group.first.server.place,
        message: `${namesOf(group)} of ${group.proxy.name}: no on-marked-down shutdown-sessions`,
        why: `who is connected to a frozen or lost server is not told: the session hangs ${afterDown(group.proxy, "frozen")} after DOWN; with it ${afterDown(group.proxy, "frozen", { shutdownSessions: true })}`,
        change:
          "write on-marked-down shutdown-sessions, unless the check may fail while sessions are well (it asks a database)",
      })),
    ),
};

/** HAProxy waits for ever where nobody says for how long. */
export const missingTimeouts: Rule = {
  id: "missing-timeouts",
  title: "a timeout is missing, and so there is none",
  source: "HAProxy configuration manual 4.2, timeout connect, timeout client, timeout server",
  check: ({ balancers }) =>
    balancers.flatMap(({ haproxy }) =>
      haproxy.proxies
        .filter(({ disabled }) => !disabled)
        .flatMap((proxy) => {
          const missing = missingFrom(proxy);
          if (missing.length === 0) return [];
          return [
            {
              severity: "warning" as const,
              place: proxy.place,
              message: `${proxy.name}: no ${missing.map((name) => `timeout ${name}`).join(", no ")}`,
              why: "a connection whose other end vanishes is never given up: clients hang without end, and such connections pile up until maxconn is reached",
              change: `write ${missing.map((name) => `timeout ${name}`).join(", ")} in defaults`,
            },
          ];
        }),
    ),
};

function missingFrom({ kind, timeouts, servers, binds }: Proxy): readonly string[] {
  const front = kind !== "backend" && binds.length > 0;
  const back = kind !== "frontend" && servers.length > 0;
  return [
    ...(back && timeouts.connectMs === undefined ? ["connect"] : []),
    ...(front && timeouts.clientMs === undefined ? ["client"] : []),
    ...(back && timeouts.serverMs === undefined ? ["server"] : []),
  ];
}

/** An algorithm that always picks the same server for a client. */
export const balanceSource: Rule = {
  id: "balance-source",
  title: "clients of one address share one server",
  source:
    "HAProxy configuration manual 4.2, balance source; include/haproxy/stream.h stream_choose_redispatch",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      backends(balancer)
        .filter((proxy) => /^source\b/.test(proxy.balance) && activeServers(proxy).length > 1)
        .map((proxy): Reported => ({
          severity: "note",
          place: placeOf(proxy, "balance"),
          message: `${proxy.name}: balance source sends all clients behind one address to one server`,
          why: `few addresses (a proxy, a NAT) load few servers, and when that server dies all of them fail together until DOWN: ${proxy.redispatch === undefined ? "" : "redispatch cannot choose another one, and "}refused connections go on ${afterDown(proxy, "refused")} after it, silent ones ${afterDown(proxy, "dropped")}`,
          change: "balance roundrobin or leastconn, with a stick-table where clients must stay",
        })),
    ),
};

/** What idle clients of a TCP service take for an outage. */
export const idleSessions: Rule = {
  id: "idle-sessions",
  title: "idle sessions are closed",
  source: "HAProxy configuration manual 4.2, timeout client, timeout server, timeout tunnel",
  check: ({ balancers }) =>
    balancers.flatMap((balancer) =>
      backends(balancer).flatMap((proxy): readonly Reported[] => {
        const { serverMs, tunnelMs } = proxy.timeouts;
        if (proxy.mode !== "tcp" || tunnelMs !== undefined || serverMs === undefined) return [];
        return [
          {
            severity: "note",
            place: placeOf(proxy, "timeout server"),
            message: `an idle TCP session is closed after timeout server, ${settingText(serverMs)}`,
            why: `a client that keeps its connection and is silent for ${settingText(serverMs)} finds it closed, which looks like an outage of that server`,
            change: "write timeout tunnel, longer than clients are ever silent, if they keep connections",
          },
        ];
      }),
    ),
};
