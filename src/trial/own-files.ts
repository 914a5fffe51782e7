import { HarnessError } from "../errors.ts";
import type { Stack } from "../lab/stack.ts";
import { readHaproxy } from "../predict/haproxy/read.ts";
import type { KeepalivedConfig } from "../predict/keepalived/config.ts";
import { readKeepalived } from "../predict/keepalived/read.ts";
import { haproxyOptions, keepalivedOptions } from "../predict/model/read-balancers.ts";
import type { Balancer } from "../predict/model/scene.ts";
import type { SourceFile } from "../predict/source-text.ts";
import { refusal } from "./own-files-refusal.ts";
import type { ProgramReleases } from "./program-releases.ts";

/** What a user brings in the place of a profile's files. */
export interface OwnFiles {
  /** One for all balancers. */
  readonly haproxy: SourceFile;
  /** One a balancer, in the order of the balancers. */
  readonly keepalived: readonly SourceFile[];
}

/** Something of the user's with what it is in the lab. */
export interface Mapping {
  /** "VIP", "server", "interface to the clients" … */
  readonly what: string;
  readonly written: string;
  /** As the stack writes it; a lab puts a free subnet in the place of each of its networks. */
  readonly lab: string;
}

/** A balancer of the stack with the user's files read. */
export interface OwnBalancer extends Balancer {
  readonly address: string;
  readonly file: SourceFile;
}

export const haproxyPath = "/etc/haproxy/haproxy.cfg";
export const keepalivedPath = "/etc/keepalived/keepalived.conf";

/**
 * Each of the stack's balancers with its files as the programs of these releases will read them: no environment, no other files.
 * Throws BAD_CONFIG where a file does not parse, BAD_INPUT where it includes others or the stack has too few balancers.
 */
export function readOwnFiles(
  { haproxy, keepalived }: OwnFiles,
  stack: Stack,
  releases: ProgramReleases,
): readonly OwnBalancer[] {
  const hosts = stack.hosts.filter(({ role }) => role === "balancer");
  if (hosts.length !== keepalived.length) {
    const files = `${keepalived.length} keepalived.conf`;
    throw new HarnessError("BAD_INPUT", `${files}, but ${stack.system} has ${hosts.length} balancers here`);
  }
  const network = vipNetwork(stack);
  return keepalived.map((file, at) => {
    const { name: host = "", addresses = {} } = hosts[at] ?? {};
    return {
      host,
      address: addresses[network] ?? "",
      file,
      haproxy: readHaproxy([haproxy], haproxyOptions(releases)),
      keepalived: readOne(file, host, releases),
    };
  });
}

/** The name of the network that carries the VIP. */
export function vipNetwork({ system, vips }: Stack): string {
  const [vip] = vips;
  if (vip === undefined)
    throw new HarnessError("BAD_INPUT", `${system} has no VIP, so no file can be tried on it`);
  return vip.network;
}

function readOne(file: SourceFile, host: string, releases: ProgramReleases): KeepalivedConfig {
  return readKeepalived(file, {
    ...keepalivedOptions(host, releases),
    include: (glob) => {
      const line = file.text.split("\n").findIndex((text) => text.includes(glob)) + 1;
      throw refusal({ file: file.name, line }, `includes ${glob}; the lab takes one file a balancer`);
    },
  });
}
