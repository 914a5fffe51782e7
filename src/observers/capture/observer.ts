import type { Host } from "../../lab/host.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Observer } from "../observer.ts";
import { CheckConnections } from "./check-connections.ts";
import type { CheckedPorts } from "./check-connections.ts";
import { ClientConnections } from "./client-connections.ts";
import type { Position } from "./packet-log.ts";
import { checkFilter, vipFilter, vrrpAndArp } from "./filters.ts";
import { Vantage } from "./vantage.ts";
import type { Sight } from "./vantage.ts";

export interface CaptureOptions {
  /** Health checks as well, seen from every balancer on its interface to this network of the stack. */
  readonly checks?: CheckedPorts & { readonly network: string };
}

/** Where every log stood at one time, by vantage point. */
export type CaptureMark = ReadonlyMap<string, Position>;

/** The packets that one vantage point saw between a mark and now. */
export interface CapturedPcap {
  /** Host and network, usable as part of a file name: "client-front". */
  readonly name: string;
  readonly pcap: Buffer;
  /** Bytes at its beginning that were forgotten already, because the trial was longer than the memory. */
  readonly lostBytes: number;
}

/** The observer of the wire, and the keeper of what it saw. */
export interface Capture extends Observer {
  /**
   * The beginning of a trial, to be called when its events are being collected: records once more the last advertisement of each
   * sender and the last health check of each server, and from here on anew how clients are answered.
   */
  mark(): CaptureMark;
  /**
   * Waits until all that has passed before this call is recorded and kept, a second at most. Packets that the kernel dropped, or a
   * capture that has died, are recorded as a disturbance. To be called near the end of every trial.
   */
  settle(): Promise<void>;
  /** What was kept since a mark. */
  since(mark: CaptureMark): readonly CapturedPcap[];
  stop(): Promise<void>;
}

/**
 * Reads the wire inside the lab (docs/architecture.md, decision 10), in the first client host on the network of the VIPs: a
 * bridge floods advertisements and gratuitous ARP to it; of TCP it sees its own connections.
 */
export function captureObserver({ checks }: CaptureOptions = {}): Capture {
  const vantages = new Map<string, Vantage>();
  const all = (): readonly Vantage[] => [...vantages.values()];
  const watch = async (lab: Lab, host: Host, network: string, sights: readonly Sight[]): Promise<void> => {
    const name = `${host.name}-${network}`;
    const vantage = vantages.get(name) ?? new Vantage(lab, host);
    vantages.set(name, vantage);
    await vantage.watch(sights);
  };
  return {
    name: "capture",
    watches: ({ spec }) => spec.role === "client" || (spec.role === "balancer" && checks !== undefined),
    attach: async (lab, host) => {
      const front = frontOf(lab, host);
      if (front !== undefined) await watch(lab, host, front, frontSights(lab, host, front));
      if (checks !== undefined && host.spec.role === "balancer") {
        await watch(lab, host, checks.network, [checkSight(host, checks)]);
      }
    },
    mark: () => {
      for (const vantage of all()) vantage.recordAgain();
      return new Map([...vantages].map(([name, { log }]) => [name, log.end]));
    },
    settle: async () => {
      await Promise.all(all().map((each) => each.settle()));
    },
    since: (mark) => [...vantages].map(([name, { log }]) => ({ name, ...log.slice(mark.get(name) ?? 0) })),
    stop: async () => {
      await Promise.all(all().map((each) => each.stop()));
    },
  };
}

/** VRRP and ARP as they come; connections, of which there may be a thousand packets a second, in batches. */
function frontSights(lab: Lab, host: Host, network: string): readonly Sight[] {
  const { device } = host.on(network);
  const addresses = new Set(lab.stack.vips.map(({ address }) => address));
  const connections = new ClientConnections(host.name, addresses);
  return [
    { device, filter: vrrpAndArp, batched: false, addresses },
    { device, filter: vipFilter(addresses), batched: true, addresses, connections },
  ];
}

function checkSight(host: Host, checks: CheckedPorts & { readonly network: string }): Sight {
  const { device, address } = host.on(checks.network);
  const connections = new CheckConnections(host.name, address, checks);
  return { device, filter: checkFilter(address, checks.ports), batched: false, addresses: none, connections };
}

const none: ReadonlySet<string> = new Set();

/** The VIPs' network, if this is the client host that watches it: the first one there. */
function frontOf({ stack }: Lab, host: Host): string | undefined {
  const network = stack.vips[0]?.network;
  if (network === undefined) return undefined;
  const first = stack.hosts.find(
    ({ role, addresses }) => role === "client" && addresses[network] !== undefined,
  );
  return first?.name === host.name ? network : undefined;
}
