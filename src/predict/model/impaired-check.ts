import { throttleStallMs } from "../timing/throttle.ts";
import type { CheckFailure } from "../timing/health-check.ts";
import type { ServerView } from "./check-view.ts";
import { secondsText, windowText } from "./figures.ts";
import { sharesNetwork } from "./host-of.ts";
import { lossOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { windowOf } from "../timing/window.ts";

/** What a fault that makes packets or processors slow does to a check: nothing, for this reason; or maybe a failure, only if. */
export type Impaired =
  { readonly harmless: string } | { readonly failure: CheckFailure; readonly only: string };

/** How an impairment looks to one balancer's check of a server on `serverHost`; undefined where it has nothing to do with it. */
export function impairmentOf(view: ServerView, scene: Scene, serverHost: string): Impaired | undefined {
  const { plan } = scene;
  const ofServer = plan.hosts.includes(serverHost);
  if (plan.kind === "packet-loss") return lossy(view, scene, serverHost);
  if (!ofServer && !plan.hosts.includes(view.balancer.host)) return undefined;
  if (plan.kind === "cpu-throttle") return throttled(view, plan.cores ?? 1, ofServer);
  if (!ofServer && !usesLink(view, plan.network)) return { harmless: "the check uses another network" };
  if (plan.kind === "rate-limit") {
    return { failure: "slow", only: "only if the queue at the limit is full for fall checks in a row" };
  }
  return delayed(view, (plan.delayMs ?? 0) + (plan.jitterMs ?? 0));
}

/** The shortest time that a check has for one step, in milliseconds. */
function patienceMs({ check }: ServerView): number {
  if (check === undefined) return Infinity;
  const { interMs, timeoutCheckMs = interMs, timeoutConnectMs = interMs } = check.timing;
  return Math.min(interMs, timeoutCheckMs, timeoutConnectMs);
}

function throttled(view: ServerView, cores: number, ofServer: boolean): Impaired {
  if (ofServer) {
    return {
      failure: "slow",
      only: "only if a check costs the service more than its share of the processor",
    };
  }
  const [stallMs, hasMs] = [throttleStallMs(cores), patienceMs(view)];
  if (stallMs < hasMs) {
    const bound = `${view.balancer.host} stalls for ${secondsText(stallMs)} at a time, and a check has ${secondsText(hasMs)}`;
    return { harmless: bound };
  }
  return {
    failure: "slow",
    only: `only if ${view.balancer.host} stands still for longer than a check may take`,
  };
}

/** A lost packet is sent again after 1 s at the earliest (RFC 6298); a check fails when that is too late. */
function lossy(view: ServerView, { plan }: Scene, serverHost: string): Impaired | undefined {
  const lossTo = (from: string, to: string): number =>
    Math.max(
      0,
      ...(view.check?.ports ?? [view.server.port]).map((port) =>
        lossOf(plan, { from, to, protocol: "tcp", port }),
      ),
    );
  const ways = [lossTo(view.balancer.host, serverHost), lossTo(serverHost, view.balancer.host)];
  if (ways.every((loss) => loss === 0) || !usesLink(view, plan.network)) return undefined;
  return {
    failure: "dropped",
    only: "only if fall checks in a row lose packets, and their retransmissions come too late",
  };
}

/** A check waits for the way there and back twice: for its connection, and for its answer. */
function delayed(view: ServerView, mostMs: number): Impaired {
  const hasMs = patienceMs(view);
  if (mostMs < hasMs) {
    return {
      harmless: `each answer comes ${windowText(windowOf(0, mostMs))} later, and a check waits ${secondsText(hasMs)}`,
    };
  }
  return { failure: "slow", only: "only if the delay is longer than the check waits" };
}

/** The link that carries VRRP ("front") carries checks too where servers stand in its network. */
function usesLink({ server, balancer }: ServerView, network: string | undefined): boolean {
  if (network === undefined) return true;
  const isFront = network === "front";
  const { instances } = balancer.keepalived;
  return instances.length === 0 || isFront === sharesNetwork(server, instances);
}
