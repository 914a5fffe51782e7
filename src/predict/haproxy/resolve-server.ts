import type { ProxyHealth } from "./config.ts";
import type { HealthRule } from "./health-rule.ts";
import type { AgentCheck, Server, ServerCheck } from "./server-config.ts";
import type { ServerDraft } from "./server-draft.ts";
import type { ServerLine } from "./server-line.ts";

/** The servers that one line makes, with everything that was left open filled in as HAProxy does. */
export function resolveServers(line: ServerLine, proxyName: string, health: ProxyHealth): readonly Server[] {
  const { draft } = line;
  const address = line.address.host;
  const port = line.address.ports?.[0];
  const check = draft.check ? resolveCheck(draft, { address, port }, health) : undefined;
  const agent = draft.agent ? resolveAgent(draft, address) : undefined;
  const observe =
    draft.observe === undefined
      ? undefined
      : { layer: draft.observe, errorLimit: draft.errorLimit, onError: draft.onError };
  const writtenAt = draft.writtenAt.toRecord();
  // No spreads: V8 makes such an object property by property, and a large file has thousands.
  return line.names.map((name) => ({
    name,
    id: `${proxyName}/${name}`,
    address,
    port,
    check,
    agent,
    observe,
    onMarkedDown: draft.onMarkedDown,
    onMarkedUp: draft.onMarkedUp,
    backup: draft.backup,
    disabled: draft.disabled,
    track: draft.track,
    weight: draft.weight,
    slowstartMs: draft.slowstartMs,
    maxconn: draft.maxconn,
    minconn: draft.minconn,
    maxqueue: draft.maxqueue,
    tls: draft.tls,
    cookie: draft.cookie,
    resolvers: draft.resolvers,
    initState: draft.initState,
    sendProxy: draft.sendProxy.size > 0,
    place: line.place,
    writtenAt,
  }));
}

interface Traffic {
  readonly address: string;
  readonly port: number | undefined;
}

/** The health check with HAProxy's rules of what it takes over from the traffic (`init_srv_check`, src/check.c). */
function resolveCheck(draft: ServerDraft, traffic: Traffic, health: ProxyHealth): ServerCheck {
  const own = draft.checkPort > 0 || draft.checkAddress !== undefined;
  const tls = draft.checkTls ?? (!own && draft.tls);
  const address = draft.checkAddress?.host ?? traffic.address;
  const port = draft.checkPort > 0 ? draft.checkPort : (draft.checkAddress?.port ?? traffic.port);
  const goesTo = health.kind === "external" ? () => true : targetsOf(health.rules);
  return {
    kind: health.kind,
    address,
    port,
    tls,
    interMs: draft.interMs,
    fastinterMs: draft.fastinterMs,
    downinterMs: draft.downinterMs,
    fall: draft.fall,
    rise: draft.rise,
    elsewhere: !goesTo({ address, port }, traffic),
    sendProxy: draft.checkSendProxy || (!own && draft.sendProxy.size > 0),
  };
}

type GoesTo = (whole: Traffic, wanted: Traffic) => boolean;

/** The connections of rules that many proxies may share, asked once a server: looked up, never walked through. */
const targets = new WeakMap<readonly HealthRule[], GoesTo>();

function targetsOf(rules: readonly HealthRule[]): GoesTo {
  const known = targets.get(rules);
  if (known !== undefined) return known;
  const connects = rules.filter((rule) => rule.step === "connect");
  const key = (address: string | undefined, port: number | undefined): string =>
    `${address ?? ""} ${port ?? ""}`;
  const keys = new Set(connects.map(({ address, port }) => key(address, port)));
  if (connects.length === 0) keys.add(key(undefined, undefined));
  const goesTo: GoesTo = (whole, wanted) => {
    const addresses = whole.address === wanted.address ? [undefined, wanted.address] : [wanted.address];
    const ports = whole.port === wanted.port ? [undefined, wanted.port] : [wanted.port];
    return addresses.some((address) => ports.some((port) => keys.has(key(address, port))));
  };
  targets.set(rules, goesTo);
  return goesTo;
}

function resolveAgent(draft: ServerDraft, address: string): AgentCheck {
  return { address: draft.agentAddress ?? address, port: draft.agentPort, interMs: draft.agentInterMs };
}
