import type { HostSpec, Stack } from "../lab/stack.ts";
import type { Bind, HaproxyConfig } from "../predict/haproxy/config.ts";
import { readHaproxy } from "../predict/haproxy/read.ts";
import { familyOf } from "../predict/keepalived/ip-address.ts";
import { serverViews, type ServerView } from "../predict/model/check-view.ts";
import { grouped } from "../timeline/grouped.ts";
import { haproxyPath, type Mapping, type OwnBalancer } from "./own-files.ts";
import { refusal } from "./own-files-refusal.ts";

/** A server of the user's with the node that stands in for it. */
export interface MappedServer {
  /** As written: an address, or a name that has to be resolved. */
  readonly written: string;
  readonly node: HostSpec;
  readonly lab: string;
  /** Where it has a name: the lines on which that stands. */
  readonly lines: readonly number[];
}

/**
 * The servers of haproxy.cfg to the stack's nodes: a server that is called like a node is that node, the others follow in the
 * order of the file. Two servers with one address are one node. Throws BAD_INPUT.
 */
export function mapServers(balancer: OwnBalancer, stack: Stack): readonly MappedServer[] {
  const views = serverViews(balancer);
  const [first] = views;
  if (first === undefined)
    throw refusal(
      { file: fileOf(balancer.haproxy), line: 1 },
      "no proxy has a server: nothing could be tried",
    );
  const ports = nodePorts(stack, balancer.haproxy);
  for (const view of views) refuseOtherPorts(view, ports, stack.system);
  const nodes = stack.hosts.filter(({ role }) => role === "node");
  const byAddress = grouped(views, ({ server }) => server.address);
  const taken = new Map<string, HostSpec>();
  for (const [address, some] of byAddress) {
    const called = nodes.find(({ name }) => some.some(({ server }) => server.name === name));
    if (called !== undefined && ![...taken.values()].includes(called)) taken.set(address, called);
  }
  return [...byAddress].map(([written, some]) => {
    const [{ server }] = some;
    if (familyOf(written) === "inet6") throw refusal(server.place, `${written}: the lab speaks IPv4 only`);
    const node = taken.get(written) ?? nodes.find((each) => ![...taken.values()].includes(each));
    if (node === undefined)
      throw refusal(
        server.place,
        `server ${server.name} is one too many: ${stack.system} has ${nodes.length} nodes`,
      );
    taken.set(written, node);
    return { written, node, lab: addressOf(node), lines: linesOf(some) };
  });
}

export function serverMappings(servers: readonly MappedServer[]): readonly Mapping[] {
  return servers.map(({ written, node, lab }) => ({ what: `server, ${node.name}`, written, lab }));
}

/** The ports of the VIP that haproxy.cfg serves. Throws BAD_INPUT for a listener on an address that nobody has in the lab. */
export function servedPorts(
  { proxies }: HaproxyConfig,
  known: ReadonlySet<string>,
): (port: number) => boolean {
  const binds = proxies.filter(({ disabled }) => !disabled).flatMap((proxy) => proxy.binds);
  const stranger = binds.find(
    ({ address }) => familyOf(address) === "inet" && !isLocal(address) && !known.has(address),
  );
  if (stranger !== undefined)
    throw refusal(
      stranger.place,
      `listens on ${stranger.address}, which no balancer and no VIP of these files has`,
    );
  return (port) => binds.some((bind) => !bind.address.startsWith("127.") && covers(bind, port));
}

function covers({ ports }: Bind, port: number): boolean {
  return ports !== undefined && ports[0] <= port && port <= ports[1];
}

function isLocal(address: string): boolean {
  return address.startsWith("127.") || address === "0.0.0.0";
}

/** The ports that nodes serve: those to which the system's own haproxy.cfg connects. */
function nodePorts({ hosts }: Stack, { version }: HaproxyConfig): ReadonlySet<number> {
  const text = hosts.find(({ role }) => role === "balancer")?.files[haproxyPath] ?? "";
  const haproxy = readHaproxy([{ name: haproxyPath, text }], { version });
  return new Set(
    haproxy.proxies.flatMap(({ servers }) =>
      servers.flatMap(({ port, check }) => [port, check?.port].filter((each) => each !== undefined)),
    ),
  );
}

function refuseOtherPorts({ server, check }: ServerView, ports: ReadonlySet<number>, system: string): void {
  const asked = [...(server.port === undefined ? [] : [server.port]), ...(check?.ports ?? [])];
  const other = asked.find((port) => !ports.has(port));
  if (other === undefined) return;
  throw refusal(
    server.place,
    `server ${server.name} is asked on port ${other}; the nodes of ${system} serve ${[...ports].join(", ")}`,
  );
}

function addressOf({ addresses }: HostSpec): string {
  return Object.values(addresses)[0] ?? "";
}

function linesOf(views: readonly ServerView[]): readonly number[] {
  return views.flatMap(({ server }) => (familyOf(server.address) === "inet" ? [] : [server.place.line]));
}

function fileOf({ sections }: HaproxyConfig): string {
  return sections[0]?.place.file ?? "haproxy.cfg";
}
