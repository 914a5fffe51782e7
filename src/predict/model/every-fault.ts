import type { FaultPlan } from "../../timeline/fault-plan.ts";
import { serverViews } from "./check-view.ts";
import { sharesNetwork } from "./host-of.ts";
import { contestsOf } from "./router.ts";
import type { Balancer } from "./scene.ts";

/** No file of a balancer names the host of the servers' database. */
const unnamedDatabase = "database";

/**
 * Every impairment on every target that a set-up's files name, of a severity that is often met: a tenth of a core, 1 Mbit/s, one packet
 * of ten, a tenth of a second, a clock that is two days slow.
 */
export function everyImpairment(balancers: readonly Balancer[]): readonly FaultPlan[] {
  const nothing: FaultPlan = { kind: "noop", hosts: [] };
  const contests = contestsOf({ balancers, plan: nothing, holder: undefined, surroundings: {} });
  const holders = unique(contests.map(({ holder }) => holder.host));
  const nodes = unique(balancers.flatMap(serverViews).map(({ server }) => server.name));
  return [
    ...holders.flatMap((host) => [
      ...linkImpairments(host, "front"),
      { kind: "packet-loss", hosts: [host], only: "vrrp", lossPercent: 10 } as const,
      { kind: "clock-skew", hosts: [host], process: "haproxy", skewMs: -twoDaysMs } as const,
    ]),
    ...nodes.flatMap((host) => [
      ...linkImpairments(host),
      { kind: "packet-loss", hosts: [host], lossPercent: 10 } as const,
      { kind: "clock-skew", hosts: [host], process: "app", skewMs: -twoDaysMs } as const,
      { kind: "disk-full", hosts: [host] } as const,
    ]),
  ];
}

const twoDaysMs = 2 * 24 * 60 * 60 * 1_000;

function linkImpairments(host: string, network?: string): readonly FaultPlan[] {
  const link = network === undefined ? {} : { network };
  return [
    { kind: "cpu-throttle", hosts: [host], cores: 0.1 },
    { kind: "rate-limit", hosts: [host], ...link, kbitPerSecond: 1_000 },
    { kind: "packet-delay", hosts: [host], ...link, delayMs: 100 },
  ];
}

/** Every fault that ends something, that haproof knows, on every target that a set-up's files name, in the order in which a person asks. */
export function everyFault(balancers: readonly Balancer[]): readonly FaultPlan[] {
  const nothing: FaultPlan = { kind: "noop", hosts: [] };
  const contests = contestsOf({ balancers, plan: nothing, holder: undefined, surroundings: {} });
  const holders = unique(contests.map(({ holder }) => holder.host));
  const standbys = balancers.map(({ host }) => host).filter((host) => !holders.includes(host));
  const servers = balancers.flatMap(serverViews);
  const backNetwork = balancers.some(({ keepalived, haproxy }) =>
    haproxy.proxies.some((proxy) =>
      proxy.servers.some((server) => !sharesNetwork(server, keepalived.instances)),
    ),
  );
  const ports = unique(
    servers
      .flatMap(({ server, check }) => [server.port, ...(check?.ports ?? [])])
      .filter((port) => port !== undefined),
  );
  const nodes = unique(servers.map(({ server }) => server.name));
  return [
    ...holders.flatMap((host) => activeFaults(host, backNetwork)),
    ...(contests.length === 0 ? [] : standbys.flatMap(standbyFaults)),
    ...nodes.flatMap((host) => nodeFaults(host, ports, backNetwork ? "back" : "front")),
    ...(servers.length === 0 ? [] : [{ kind: "database-stop", hosts: [unnamedDatabase] } as const]),
  ];
}

function activeFaults(host: string, backNetwork: boolean): readonly FaultPlan[] {
  const hosts = [host];
  const back: readonly FaultPlan[] = [
    { kind: "link-down", hosts, network: "back" },
    { kind: "partition", hosts, network: "back" },
  ];
  return [
    { kind: "host-loss", hosts },
    { kind: "host-freeze", hosts },
    { kind: "process-crash", hosts, process: "haproxy" },
    { kind: "process-freeze", hosts, process: "haproxy" },
    { kind: "graceful-stop", hosts, process: "haproxy" },
    { kind: "restart", hosts, process: "haproxy" },
    { kind: "reload", hosts, process: "haproxy" },
    { kind: "process-crash", hosts, process: "keepalived" },
    { kind: "process-freeze", hosts, process: "keepalived" },
    { kind: "graceful-stop", hosts, process: "keepalived" },
    { kind: "restart", hosts, process: "keepalived" },
    { kind: "reload", hosts, process: "keepalived" },
    { kind: "link-down", hosts, network: "front" },
    { kind: "partition", hosts },
    { kind: "partition", hosts, only: "vrrp" },
    ...(backNetwork ? back : []),
  ];
}

function standbyFaults(host: string): readonly FaultPlan[] {
  return [
    { kind: "host-loss", hosts: [host] },
    { kind: "process-crash", hosts: [host], process: "haproxy" },
    { kind: "partition", hosts: [host], only: "vrrp" },
  ];
}

function nodeFaults(host: string, ports: readonly number[], network: string): readonly FaultPlan[] {
  const hosts = [host];
  return [
    { kind: "process-crash", hosts, process: "app" },
    { kind: "process-freeze", hosts, process: "app" },
    { kind: "graceful-stop", hosts, process: "app" },
    { kind: "restart", hosts, process: "app" },
    { kind: "host-loss", hosts },
    { kind: "host-freeze", hosts },
    { kind: "partition", hosts },
    { kind: "link-down", hosts, network },
    ...ports.map((port): FaultPlan => ({ kind: "listener-stop", hosts, port })),
  ];
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
