import type { HaproxyConfig, Proxy } from "./config.ts";
import type { HealthRule } from "./health-rule.ts";
import type { ReaderContext } from "./reader-context.ts";
import type { Server } from "./server-config.ts";

/**
 * Refuses names that lead nowhere, as `check_config_validity` of HAProxy's src/cfgparse.c does: backends that do not
 * exist, tracked servers that do not exist or are not checked, two servers of one name.
 */
export function checkReferences(config: Omit<HaproxyConfig, "notices">, context: ReaderContext): void {
  const named = config.proxies.filter(({ kind }) => kind !== "frontend");
  const backends = new Map(named.map((proxy) => [proxy.name, proxy]));
  const tracking = new Tracking(config.proxies);
  for (const proxy of config.proxies) {
    if (proxy.disabled) continue;
    checkBackends(proxy, backends, context);
    checkNames(proxy, context);
    checkPorts(proxy, context);
    for (const server of proxy.servers) tracking.check(server, context);
  }
}

function checkBackends(proxy: Proxy, backends: ReadonlyMap<string, Proxy>, { lines }: ReaderContext): void {
  if (proxy.kind === "backend") return;
  const { defaultBackend } = proxy;
  const targets = proxy.useBackends
    .filter(({ dynamic }) => !dynamic)
    .map(({ name, place }) => ({ text: name, place }));
  for (const { text, place } of defaultBackend === undefined ? targets : [...targets, defaultBackend]) {
    const backend = backends.get(text);
    if (backend === undefined) throw lines.error(place, "the name of a backend or listen section");
    const { mode } = backend;
    if (mode !== proxy.mode && !(proxy.mode === "tcp" && mode === "http")) {
      throw lines.error(
        place,
        `a backend in mode ${proxy.mode}, as the ${proxy.kind}`,
        `one in mode ${mode}`,
      );
    }
  }
}

/** A check must know its port: from the server, from `port` or `addr`, or from every connection of the rules. */
function checkPorts(proxy: Proxy, { lines }: ReaderContext): void {
  const portless = proxy.servers.find(
    ({ check }) => check !== undefined && check.port === undefined && isIp(check.address),
  );
  if (portless === undefined) return;
  if (!saysPorts(proxy.health.rules)) {
    throw lines.error(portless.place, `a port of server ${portless.name} or of its check`, "none");
  }
}

/** Rules may be shared by many proxies; whether they name every port is found out once. */
const portsSaid = new WeakMap<readonly HealthRule[], boolean>();

function saysPorts(rules: readonly HealthRule[]): boolean {
  const known = portsSaid.get(rules);
  if (known !== undefined) return known;
  const connects = rules.filter((rule) => rule.step === "connect");
  const said =
    rules.find((rule) => rule.step !== "other")?.implied === false &&
    connects.every(({ port, text }) => port !== undefined || text.includes(" port "));
  portsSaid.set(rules, said);
  return said;
}

function isIp(address: string): boolean {
  return /^[\d.]+$/.test(address) || address.includes(":");
}

function checkNames(proxy: Proxy, { lines }: ReaderContext): void {
  const seen = new Set<string>();
  for (const server of proxy.servers) {
    if (server.writtenAt["id"] !== undefined) continue;
    if (seen.has(server.name))
      throw lines.error(server.place, "a name that no other server here has", server.name);
    seen.add(server.name);
  }
}

/** Follows `track` to a server that is checked; a circle ends nowhere. What was followed once is not followed again. */
class Tracking {
  readonly #backends: ReadonlyMap<string, ReadonlyMap<string, Server>>;
  readonly #checked = new Set<Server>();

  constructor(proxies: readonly Proxy[]) {
    const named = proxies.filter(({ kind }) => kind !== "frontend");
    this.#backends = new Map(
      named.map(({ name, servers }) => [name, new Map(servers.map((server) => [server.name, server]))]),
    );
  }

  check(server: Server, { lines }: ReaderContext): void {
    const written = server.writtenAt["track"];
    if (server.track === undefined || written === undefined) return;
    const passed = new Set<Server>();
    let current: Server | undefined = server;
    while (current?.track !== undefined && !this.#checked.has(current)) {
      const next = this.#find(current);
      passed.add(current);
      current = next === undefined || passed.has(next) ? undefined : next;
    }
    const ends =
      current !== undefined && (this.#checked.has(current) || (current.check ?? current.agent) !== undefined);
    if (!ends)
      throw lines.error(
        written.place,
        "a server that is checked, by itself or through another",
        server.track,
      );
    for (const each of passed) this.#checked.add(each);
  }

  #find(server: Server): Server | undefined {
    const track = server.track ?? "";
    const slash = track.indexOf("/");
    const backend = slash === -1 ? server.id.slice(0, -server.name.length - 1) : track.slice(0, slash);
    return this.#backends.get(backend)?.get(track.slice(slash + 1));
  }
}
