import type { FaultPlan } from "../../timeline/fault-plan.ts";

/** One kind of traffic from one host to another. */
export interface Traffic {
  readonly from: string;
  readonly to: string;
  readonly protocol: "vrrp" | "tcp";
  /** For TCP: the port that is connected to. */
  readonly port?: number | undefined;
}

/** Whether a partition drops this traffic, on whatever network it goes. Other faults drop nothing. */
export function partitionDrops(plan: FaultPlan, traffic: Traffic): boolean {
  return plan.kind === "partition" && liesBetween(plan, traffic);
}

/** The probability that random loss takes one packet of this traffic. */
export function lossOf(plan: FaultPlan, traffic: Traffic): number {
  return plan.kind === "packet-loss" && liesBetween(plan, traffic) ? (plan.lossPercent ?? 0) / 100 : 0;
}

/** Whether a fault between hosts concerns this traffic: its way, its direction, its protocol. */
function liesBetween(plan: FaultPlan, traffic: Traffic): boolean {
  if (!concerns(plan, traffic)) return false;
  const direction = plan.direction ?? "both";
  const otherSide = (host: string): boolean => plan.from?.includes(host) ?? true;
  const heardIn = plan.hosts.includes(traffic.to) && otherSide(traffic.from);
  const saidOut = plan.hosts.includes(traffic.from) && otherSide(traffic.to);
  return (heardIn && direction !== "out") || (saidOut && direction !== "in");
}

/** Whether a TCP connection between the two is impossible: one lost direction is enough. */
export function connectionCut(
  plan: FaultPlan,
  client: string,
  server: string,
  port: number | undefined,
): boolean {
  const protocol = "tcp";
  return (
    partitionDrops(plan, { from: client, to: server, protocol, port }) ||
    partitionDrops(plan, { from: server, to: client, protocol, port })
  );
}

function concerns({ only }: FaultPlan, { protocol, port }: Traffic): boolean {
  if (only === undefined) return true;
  if (typeof only === "string") return only === protocol;
  return protocol === "tcp" && port === only.tcpPort;
}
