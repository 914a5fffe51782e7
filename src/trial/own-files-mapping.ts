import { HarnessError } from "../errors.ts";
import type { ProbeSpec, Stack } from "../lab/stack.ts";
import { balancerMappings, interfaceMappings, vipMappings } from "./own-files-balancers.ts";
import { refusal } from "./own-files-refusal.ts";
import { rewrite, rewriteServerLine } from "./own-files-rewrite.ts";
import { mapServers, servedPorts, serverMappings, type MappedServer } from "./own-files-servers.ts";
import {
  haproxyPath,
  keepalivedPath,
  readOwnFiles,
  type Mapping,
  type OwnBalancer,
  type OwnFiles,
} from "./own-files.ts";
import type { ProgramReleases } from "./program-releases.ts";

/** A stack that runs a user's files. */
export interface MappedStack {
  readonly stack: Stack;
  /** Everything that was replaced in the files, each once. */
  readonly mappings: readonly Mapping[];
  /** The nodes that have a server in the user's haproxy.cfg. */
  readonly nodes: readonly string[];
}

/**
 * A stack with the user's files in the place of its own, every address and interface of theirs replaced by the stack's.
 * Throws BAD_CONFIG where a file does not parse, BAD_INPUT with file and line where the stack cannot be what a file asks for.
 */
export function withOwnFiles(
  stack: Stack,
  files: OwnFiles,
  { profile, releases = {} }: { profile: string; releases?: ProgramReleases | undefined },
): MappedStack {
  const balancers = readOwnFiles(files, stack, releases);
  const [first] = balancers;
  if (first === undefined) throw new HarnessError("BAD_INPUT", "no keepalived.conf was given");
  const vips = vipMappings(balancers, stack);
  const own = balancerMappings(balancers);
  const servers = mapServers(first, stack);
  const addresses = [...vips, ...own, ...serverMappings(servers)];
  const probes = probesFor(
    stack,
    files,
    servedPorts(first.haproxy, new Set(addresses.map(({ written }) => written))),
  );
  const interfaces = new Map(
    balancers.map((balancer) => [balancer.host, interfaceMappings(balancer, stack)]),
  );
  const textsOf = (balancer: OwnBalancer): Readonly<Record<string, string>> => {
    const words = wordsOf([...addresses, ...(interfaces.get(balancer.host) ?? [])]);
    return {
      [haproxyPath]: rewrite(withNamedServers(files.haproxy.text, servers), words),
      [keepalivedPath]: rewrite(balancer.file.text, words),
    };
  };
  const hosts = stack.hosts.map((host) => {
    const balancer = balancers.find((each) => each.host === host.name);
    return balancer === undefined ? host : { ...host, files: { ...host.files, ...textsOf(balancer) } };
  });
  return {
    stack: { ...stack, profile, hosts, probes },
    mappings: [...addresses, ...[...interfaces.values()].flat()],
    nodes: servers.map(({ node }) => node.name),
  };
}

/** What a server's name resolves to is not in the files, and the lab has no name service: the node's address stands there. */
function withNamedServers(text: string, servers: readonly MappedServer[]): string {
  return servers
    .flatMap(({ written, lab, lines }) => lines.map((line) => ({ line, from: written, to: lab })))
    .reduce((sofar, { line, ...change }) => rewriteServerLine(sofar, line, change), text);
}

function wordsOf(mappings: readonly Mapping[]): ReadonlyMap<string, string> {
  return new Map(
    mappings
      .filter(({ what, written }) => !what.startsWith("server") || /^[\d.]+$/.test(written))
      .map(({ written, lab }) => [written, lab]),
  );
}

/**
 * The clients of the stack: one that asks a port of the VIP which the files do not serve fails by design, as long as the
 * system's own published files do not serve it either. Throws BAD_INPUT for any other.
 */
function probesFor(
  { probes, vips, system }: Stack,
  { haproxy }: OwnFiles,
  serves: (port: number) => boolean,
): readonly ProbeSpec[] {
  const isVip = (address: string | number | undefined): boolean =>
    vips.some((vip) => vip.address === address);
  return probes.map(({ failsByDesign, ...probe }) => {
    const { host, port } = probe.options;
    if (!isVip(host) || typeof port !== "number")
      return failsByDesign === undefined ? probe : { ...probe, failsByDesign };
    if (serves(port)) return probe;
    if (failsByDesign === true) return { ...probe, failsByDesign };
    const line = haproxy.text.split("\n").findIndex((text) => /^\s*bind\s/.test(text)) + 1;
    throw refusal(
      { file: haproxy.name, line: Math.max(1, line) },
      `no bind serves port ${port} of the VIP, which the clients of ${system} use`,
    );
  });
}
