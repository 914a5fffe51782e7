import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Window } from "../prediction.ts";
import { evictionAfterStart, failingCheck, type CheckFailure } from "../timing/health-check.ts";
import { atOnce, hull } from "../timing/window.ts";
import { bootSlots, serverViews, type CheckView, type ServerView } from "./check-view.ts";
import { windowText } from "./figures.ts";
import { hostOf, sharesNetwork } from "./host-of.ts";
import { isImpairment } from "./impaired-router.ts";
import { impairmentOf } from "./impaired-check.ts";
import { connectionCut } from "./reach.ts";
import type { Scene } from "./scene.ts";
import { isVrrpNetwork } from "./watch.ts";
import { contestsOf } from "./router.ts";

/** What a fault does to one server's health check, and to connections to the server. */
export type Impact =
  | { readonly kind: "passes"; readonly because: string; readonly traffic?: CheckFailure }
  | {
      readonly kind: "fails";
      readonly failure: CheckFailure;
      /** How long one failing check lasts. */
      readonly failing: Window;
      /** False where the configuration cannot tell whether the check fails for long enough, or at all. */
      readonly sure: boolean;
      readonly note?: string;
    };

/** How a fault looks from one balancer at one server; undefined where the two have nothing to do with it. */
export function impactOf(view: ServerView, scene: Scene): Impact | undefined {
  const { copies, ...own } = view;
  const impact = checkedImpact(own, scene);
  if (copies === undefined) return impact;
  const copied = checkedImpact({ ...own, server: copies }, scene);
  if (copied?.kind === "fails") return { ...copied, note: joined(copied.note, `it copies ${copies.id}`) };
  if (impact?.kind !== "fails") return impact ?? copied;
  return { kind: "passes", because: `it copies ${copies.id}, which is well`, traffic: impact.failure };
}

function joined(note: string | undefined, more: string): string {
  return note === undefined ? more : `${note}; ${more}`;
}

function checkedImpact(view: ServerView, scene: Scene): Impact | undefined {
  const { plan } = scene;
  const hurtBalancer = plan.hosts.includes(view.balancer.host);
  const host = hostOf(view.server, plan, scene.surroundings);
  if (plan.kind === "noop") return { kind: "passes", because: "nothing is broken" };
  if (plan.kind === "rights-revoked")
    return { kind: "passes", because: "no check asks what a program may do" };
  if (plan.process === "sidecar")
    return { kind: "passes", because: "no check asks the program beside the node" };
  if (plan.kind === "partition") return partition(view, scene, host);
  if (isImpairment(plan)) return impairedImpact(view, scene, host);
  if (plan.kind === "clock-skew" && plan.process === "database") {
    return maybe(fails(view, "status"), "only if its restart takes longer than fall checks");
  }
  if (plan.kind === "reload" && plan.process === "database")
    return { kind: "passes", because: "a reload keeps the database's sessions" };
  if (plan.kind === "database-stop" || plan.process === "database") return database(view, plan);
  if (hurtBalancer && host === undefined) return ownFault(view, scene);
  if (host === undefined || !plan.hosts.includes(host)) return beyondTheFiles(view, scene);
  return nodeFault(view, plan);
}

/** Checks of a server that is late or partly heard, or by a balancer that is. */
function impairedImpact(view: ServerView, scene: Scene, host: string | undefined): Impact | undefined {
  const bound = impairmentOf(view, scene, host ?? view.server.name);
  if (bound === undefined) return undefined;
  if ("harmless" in bound) return { kind: "passes", because: bound.harmless };
  return maybe(fails(view, bound.failure), bound.only);
}

function nodeFault(view: ServerView, plan: FaultPlan): Impact | undefined {
  switch (plan.kind) {
    case "process-crash":
    case "graceful-stop":
      return fails(view, "refused");
    case "process-freeze":
      return fails(view, "frozen");
    case "host-loss":
    case "link-down":
      return fails(view, "vanished");
    case "host-freeze":
      return hostFreeze(view);
    case "restart":
      return maybe(fails(view, "refused"), "only if it is away for longer than fall checks take");
    case "clock-skew":
      return maybe(
        fails(view, "refused"),
        "only if its restart takes longer than fall checks, or the check itself looks at a date",
      );
    case "disk-full":
      return maybe(fails(view, "status"), "only if the checked path writes to the full disk");
    case "reload":
      return { kind: "passes", because: "a reload that keeps the listener open is not seen" };
    case "listener-stop":
      return listenerStop(view, plan.port);
    case "misbehave":
      return misbehaves(view, plan);
    case "cpu-throttle":
    case "rate-limit":
    case "packet-loss":
    case "packet-delay":
    case "partition":
    case "database-stop":
    case "rights-revoked":
    case "noop":
      return undefined;
  }
}

function fails(view: ServerView, failure: CheckFailure): Impact {
  if (view.check === undefined)
    return { kind: "passes", because: "the server has no check", traffic: failure };
  const needsAnswer = failure === "status" || failure === "frozen" || failure === "slow";
  if (needsAnswer && !view.check.wantsAnswer) {
    return { kind: "passes", because: "the check only connects, and the kernel accepts", traffic: failure };
  }
  return {
    kind: "fails",
    failure,
    failing: lasting(view.balancer.haproxy.version, view.check, failure),
    sure: true,
  };
}

function maybe(impact: Impact, note: string): Impact {
  return impact.kind === "fails" ? { ...impact, sure: false, note } : impact;
}

/** A paused container accepts and is mute; a stopped machine is silent. */
function hostFreeze(view: ServerView): Impact {
  const mute = fails(view, "frozen");
  const gone = fails(view, "vanished");
  if (gone.kind === "passes") return gone;
  const note = "a paused container's kernel accepts connections; a stopped machine is silent";
  if (mute.kind === "passes")
    return maybe(gone, `${note}: with a check that only connects the first is never seen`);
  return { ...mute, failing: hull(mute.failing, gone.failing), note };
}

function listenerStop(view: ServerView, port: number | undefined): Impact {
  if (view.check === undefined || port === undefined || view.check.ports.includes(port))
    return fails(view, "refused");
  const looksAt = view.check.ports.join(", ");
  const because = `the check looks at port ${looksAt}, not at ${port}`;
  return { kind: "passes", because, ...(view.server.port === port ? { traffic: "refused" as const } : {}) };
}

/** What a service answers to its health check in the place of the truth. Whether a flapping one is noticed, no file says. */
function misbehaves(view: ServerView, { as }: FaultPlan): Impact | undefined {
  if (as === "health-late") return fails(view, "slow");
  if (as === "health-empty") return fails(view, "status");
  const status = /^health-(\d+)$/.exec(as ?? "")?.[1];
  if (status === undefined) return undefined;
  const wanted = view.proxy.health.rules.find((rule) => rule.step === "expect");
  if (wanted?.match !== "status" || wanted.negated)
    return maybe(fails(view, "status"), `only if the check does not want ${status}`);
  return isAmong(Number(status), wanted.pattern)
    ? { kind: "passes", because: `the check wants status ${wanted.pattern}` }
    : fails(view, "status");
}

/** Whether a status is in a list like "200,301-399" (HAProxy's `http-check expect status`). */
function isAmong(status: number, pattern: string): boolean {
  return pattern.split(",").some((part) => {
    const [from = NaN, to = from] = part.split("-").map(Number);
    return from <= status && status <= to;
  });
}

function partition(view: ServerView, scene: Scene, host: string | undefined): Impact | undefined {
  const { plan } = scene;
  const serverHost = host ?? view.server.name;
  const ports = view.check?.ports ?? [view.server.port];
  const cut = (balancer: string): boolean =>
    usesNetwork(view, scene) && ports.some((port) => connectionCut(plan, balancer, serverHost, port));
  if (cut(view.balancer.host)) {
    return fails(view, plan.only === undefined ? "vanished" : "dropped");
  }
  if (connectionCut(plan, view.balancer.host, serverHost, view.server.port) && usesNetwork(view, scene)) {
    return { kind: "passes", because: "the check does not use the port that is cut", traffic: "dropped" };
  }
  const concerned = plan.hosts.includes(serverHost) || scene.balancers.some((balancer) => cut(balancer.host));
  return concerned ? { kind: "passes", because: `${view.balancer.host} still reaches it` } : undefined;
}

function database(view: ServerView, plan: FaultPlan): Impact {
  const kind = view.check?.settings.kind;
  if (kind !== "http" && kind !== "external") {
    return {
      kind: "passes",
      because: "the check does not ask the service, let alone its database",
      traffic: "status",
    };
  }
  const stopped = fails(view, "status");
  const slow = fails(view, "slow");
  const note =
    "if the checked path asks the database; then every server goes DOWN, and clients are closed at once";
  if (plan.kind === "database-stop" || plan.process !== "database" || plan.kind !== "process-freeze") {
    return stopped.kind === "fails" ? { ...stopped, note } : stopped;
  }
  if (slow.kind === "passes") return slow;
  return {
    ...slow,
    failing: hull(atOnce, slow.failing),
    note: `${note}; the service's own timeout may end the check`,
  };
}

/** A host that neither file names: a database, a client. Checks may depend on it or not. */
function beyondTheFiles(view: ServerView, scene: Scene): Impact | undefined {
  const { plan } = scene;
  const servers = scene.balancers.flatMap(({ haproxy }) => haproxy.proxies.flatMap((proxy) => proxy.servers));
  const known = (host: string): boolean =>
    scene.balancers.some((balancer) => balancer.host === host) ||
    servers.some(
      (server) => hostOf(server, { ...plan, hosts: [host], from: [] }, scene.surroundings) === host,
    );
  if (plan.process === "app" || plan.hosts.every(known) || view.check?.settings.kind !== "http")
    return undefined;
  const slow = fails(view, "slow");
  if (slow.kind === "passes") return slow;
  const failing = hull(atOnce, slow.failing);
  return {
    ...slow,
    failing,
    sure: false,
    note: "the configuration does not know this host: only if the checked path needs it",
  };
}

/** A fault of the balancer itself: its view of servers that are well. */
function ownFault(view: ServerView, scene: Scene): Impact | undefined {
  const { plan } = scene;
  if (plan.kind === "link-down") {
    if (!usesNetwork(view, scene)) return { kind: "passes", because: "the check uses another network" };
    const impact = fails(view, "vanished");
    if (impact.kind === "passes") return impact;
    return {
      ...impact,
      failing: hull(atOnce, impact.failing),
      note: "its own link: without a route checks fail at once",
    };
  }
  const startsHaproxy = plan.kind === "restart" || plan.kind === "reload" || plan.kind === "clock-skew";
  if (startsHaproxy && plan.process !== "keepalived") {
    return { kind: "passes", because: startNote(view) };
  }
  return undefined;
}

/** Servers start UP with just enough health for the first failing check to be fatal. */
function startNote({ balancer, server, check }: ServerView): string {
  const start = "servers start UP";
  const slot = bootSlots(serverViews(balancer)).get(server.id);
  if (check === undefined || slot === undefined) return start;
  const { version } = balancer.haproxy;
  const dead = (failure: CheckFailure): Window =>
    evictionAfterStart(check.timing, lasting(version, check, failure), slot, version);
  return `${start}; one that is dead goes DOWN with its first check, after ${windowText(hull(dead("refused"), dead("vanished")))}`;
}

function usesNetwork({ balancer, server }: ServerView, scene: Scene): boolean {
  const { plan, surroundings } = scene;
  if (plan.network === undefined) return true;
  const router = contestsOf(scene)
    .flatMap(({ holder, others }) => [holder, ...others])
    .find(({ host }) => host === balancer.host);
  if (router === undefined || !isVrrpNetwork(router, plan.network, surroundings)) return true;
  return sharesNetwork(server, balancer.keepalived.instances);
}

function lasting(version: string, check: CheckView, failure: CheckFailure): Window {
  return failingCheck(check.timing, failure, version);
}
