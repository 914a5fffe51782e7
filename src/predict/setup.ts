import { HarnessError } from "../errors.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { sortFiles } from "./config-files.ts";
import { readHaproxy } from "./haproxy/read.ts";
import { readKeepalived } from "./keepalived/read.ts";
import { assumedPeer } from "./model/assumed-peer.ts";
import { haproxyOptions, keepalivedOptions, type ReadOptions } from "./model/read-balancers.ts";
import type { Balancer } from "./model/scene.ts";
import type { FaultCase } from "./prediction.ts";
import type { SourceFile } from "./source-text.ts";

/** What a user's files describe. */
export interface Setup {
  readonly balancers: readonly Balancer[];
  /** What was assumed because the files do not say it. */
  readonly notes: readonly string[];
}

/**
 * What a reader of predictions has to know: what was assumed, and which hosts no file names. Nothing can be predicted of
 * those but that the rest goes on, and a name that was misspelt looks the same.
 */
export function notesOn({ balancers, notes }: Setup, plans: readonly FaultPlan[]): readonly string[] {
  const servers = balancers.flatMap(({ haproxy }) => haproxy.proxies.flatMap((proxy) => proxy.servers));
  const known = [
    ...balancers.map(({ host }) => host),
    ...servers.flatMap(({ name, address }) => [name, address]),
  ];
  const named = plans.flatMap(({ hosts, from = [] }) => [...hosts, ...from]);
  const strangers = [...new Set(named)].filter((host) => !known.includes(host));
  return [...notes, ...strangers.map((host) => `${host} is in none of the files`)];
}

/** The case of a fault when `holder` has the VIPs. Throws BAD_INPUT where no balancer bears that name. */
export function caseOf({ balancers }: Setup, plan: FaultPlan, holder: string | undefined): FaultCase {
  if (holder === undefined) return { plan };
  const hosts = balancers.map(({ host }) => host);
  if (hosts.includes(holder)) return { plan, holder };
  throw new HarnessError("BAD_INPUT", `no balancer is called ${holder}; the files have ${hosts.join(", ")}`);
}

/** How each of the two files is read. */
export interface Readers {
  readonly haproxy: typeof readHaproxy;
  readonly keepalived: typeof readKeepalived;
}

const plainReaders: Readers = { haproxy: readHaproxy, keepalived: readKeepalived };

/** Reads a user's files, told apart by what stands in them. Throws BAD_INPUT or BAD_CONFIG. */
export function readSetup(
  files: readonly SourceFile[],
  options: ReadOptions = {},
  read: Readers = plainReaders,
): Setup {
  const balancers = sortFiles(files).map(({ host, haproxy, keepalived }) => ({
    host,
    haproxy: read.haproxy(haproxy, haproxyOptions(options)),
    keepalived: read.keepalived(
      keepalived ?? { name: "keepalived.conf", text: "" },
      keepalivedOptions(host, options),
    ),
  }));
  const [only] = balancers;
  if (only === undefined || balancers.length > 1 || only.keepalived.instances.length === 0)
    return { balancers, notes: [] };
  const peer = assumedPeer(only);
  const priorities = peer.keepalived.instances.map(({ basePriority }) => basePriority).join(", ");
  const note = `one keepalived.conf only: a peer with priority ${priorities} is assumed`;
  return { balancers: [only, peer], notes: [note] };
}
