import type { Proxy } from "../haproxy/config.ts";
import type { Server } from "../haproxy/server-config.ts";
import type { Balancer } from "../model/scene.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { addWords, editProxies, serverLine, type Written } from "./haproxy-lines.ts";

/** A check for servers that have none. */
export const addCheck: Remedy = {
  aspects: ["eviction"],
  concerns: ({ window }) => window.latestMs === Infinity,
  alternatives: ({ setup }) =>
    setup.balancers.some((one) => uncheckedProxies(one).size > 0) ? [checking] : [],
};

const checking: Change = {
  id: "check-servers",
  title: "check, on the servers that have none",
  apply: (draft) => editProxies(draft, uncheckedProxies, checkAll),
  prices: () => ["one connection to each of these servers every inter"],
};

function uncheckedProxies({ haproxy }: Balancer): ReadonlySet<Proxy> {
  return new Set(haproxy.proxies.filter(({ disabled, servers }) => !disabled && servers.some(isUnchecked)));
}

function isUnchecked({ disabled, check, agent, track }: Server): boolean {
  return !disabled && check === undefined && agent === undefined && track === undefined;
}

/** A template makes many servers and has one line. */
function checkAll(draft: Draft, written: Written): Draft {
  const lines = written.proxy.servers
    .filter(isUnchecked)
    .flatMap((server) => serverLine(written, server) ?? []);
  return [...new Set(lines)].reverse().reduce((current, line) => addWords(current, line, "check"), draft);
}
