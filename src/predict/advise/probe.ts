import type { Proxy } from "../haproxy/config.ts";
import type { Section } from "../haproxy/section.ts";
import type { VrrpInstance } from "../keepalived/instance-config.ts";
import type { VrrpScript } from "../keepalived/config.ts";
import { samePlace } from "../lint/places.ts";
import type { Balancer } from "../model/scene.ts";
import { looksAt, scriptKind } from "../model/script-kind.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { addToBlock, forEachInstance, setIn, writtenBalancers } from "./keepalived-lines.ts";

/** The port from which a free one is looked for; only the balancer itself listens there. */
const firstPort = 8405;
const newName = "haproof_alive";
const newScript = "chk_haproxy_answers";
/** Half a second leaves half of the shortest interval that keepalived 2.2 knows. */
const deadline = "0.5";

/** A check that wants an answer from HAProxy, where there is none or one that a hung HAProxy passes. */
export const probe: Remedy = {
  aspects: ["takeover"],
  concerns: ({ plan, window }) => plan.process === "haproxy" && window.latestMs === Infinity,
  alternatives: (draft) => (writtenBalancers(draft).some(hasHaproxy) ? [asking] : []),
};

const asking: Change = {
  id: "ask-haproxy",
  title: "a check that asks HAProxy for an answer (monitor-uri), with a deadline of 0.5 s",
  apply: (draft) => forEachInstance(withMonitors(draft), withAnsweringScript),
  prices: () => [
    "the balancers need curl; HAProxy answers one request each interval, from itself",
    "it says that HAProxy answers, not that a server does",
  ],
};

function hasHaproxy({ haproxy }: Balancer): boolean {
  return haproxy.proxies.length > 0;
}

/** A file that all balancers share gets one frontend: the next balancer finds it. */
function withMonitors(draft: Draft): Draft {
  const hosts = writtenBalancers(draft)
    .filter(hasHaproxy)
    .map(({ host }) => host);
  return hosts.reduce((current, host) => {
    const balancer = current.setup.balancers.find((each) => each.host === host);
    const last = balancer?.haproxy.sections.at(-1)?.place.file;
    if (balancer === undefined || last === undefined || monitorUrl(balancer) !== undefined) return current;
    return current.append(last, [
      "",
      `frontend ${freeName(balancer)}`,
      `    bind 127.0.0.1:${freePort(balancer)}`,
      "    mode http",
      "    monitor-uri /alive",
    ]);
  }, draft);
}

/** Where HAProxy answers without a server: a monitor-uri behind an address that the balancer itself can reach. */
function monitorUrl({ haproxy }: Balancer): string | undefined {
  for (const proxy of haproxy.proxies) {
    const section = haproxy.sections.find(({ place }) => samePlace(place, proxy.place));
    const uri = section === undefined ? undefined : monitorUri(section);
    const bind = proxy.binds.find(
      ({ tls, acceptProxy, address, ports }) =>
        !tls && !acceptProxy && ports !== undefined && ["*", "0.0.0.0", "127.0.0.1"].includes(address),
    );
    if (proxy.disabled || proxy.mode !== "http" || uri === undefined || bind?.ports === undefined) continue;
    return `http://127.0.0.1:${bind.ports[0]}${uri}`;
  }
  return undefined;
}

function monitorUri({ directives }: Section): string | undefined {
  return directives.find(({ words }) => words[0]?.text === "monitor-uri")?.words[1]?.text;
}

function freePort({ haproxy }: Balancer): number {
  const taken = haproxy.proxies
    .flatMap(({ binds }) => binds)
    .flatMap(({ ports }) => (ports === undefined ? [] : [ports]));
  let port = firstPort;
  while (taken.some(([first, last]) => port >= first && port <= last)) port += 1;
  return port;
}

function freeName({ haproxy }: Balancer): string {
  const taken = new Set(haproxy.proxies.map(({ name }: Proxy) => name));
  let name = newName;
  for (let count = 2; taken.has(name); count += 1) name = `${newName}_${count}`;
  return name;
}

function withAnsweringScript(draft: Draft, balancer: Balancer, instance: VrrpInstance): Draft {
  const url = monitorUrl(balancer);
  if (url === undefined) return draft;
  const command = `"/usr/bin/curl --silent --fail --output /dev/null --max-time ${deadline} ${url}"`;
  const scripts = trackedBy(balancer, instance);
  if (scripts.some(wantsAnswer)) return draft;
  const [blind] = scripts.filter(({ script }) => looksAt(scriptKind(script ?? ""), "haproxy"));
  if (blind !== undefined) return setIn(draft, balancer, blind, ["script", command]);
  return withNewScript(draft, balancer, instance, command);
}

function withNewScript(draft: Draft, balancer: Balancer, instance: VrrpInstance, command: string): Draft {
  const known = balancer.keepalived.scripts.some(({ name }) => name === newScript);
  const tracking = addToBlock(draft, balancer, instance, ["track_script", newScript]);
  if (known) return tracking;
  return tracking.insertBefore(instance.place, [
    `vrrp_script ${newScript} {`,
    `    script ${command}`,
    "    interval 1",
    "    weight 0",
    "}",
    "",
  ]);
}

function wantsAnswer({ script }: VrrpScript): boolean {
  const kind = scriptKind(script ?? "");
  return kind.sees === "probe" && looksAt(kind, "haproxy");
}

export function trackedBy({ keepalived }: Balancer, { trackScripts }: VrrpInstance): readonly VrrpScript[] {
  return keepalived.scripts.filter(
    ({ name, usable }) => usable && trackScripts.some((ref) => ref.name === name),
  );
}
