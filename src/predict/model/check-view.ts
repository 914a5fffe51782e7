import type { Proxy } from "../haproxy/config.ts";
import type { ConnectRule } from "../haproxy/health-rule.ts";
import type { Server, ServerCheck } from "../haproxy/server-config.ts";
import { bootIntervalMs, type CheckSlot, type CheckTiming } from "../timing/health-check.ts";
import type { Balancer } from "./scene.ts";

/** One server as one balancer sees it. */
export interface ServerView {
  readonly balancer: Balancer;
  readonly proxy: Proxy;
  readonly server: Server;
  /** Undefined: nothing tells this balancer that the server is dead. */
  readonly check: CheckView | undefined;
  /** `track`: the server that is checked in this one's place, whose state this one copies. */
  readonly copies?: Server;
}

/** What a health check looks at, and when. */
export interface CheckView {
  readonly settings: ServerCheck;
  readonly timing: CheckTiming;
  /** Every port that it connects to. */
  readonly ports: readonly number[];
  /** It wants an answer; a connection that the kernel accepts is not enough. */
  readonly wantsAnswer: boolean;
}

/** Every fault, every rule and every tried change asks for the same views of the same balancers. */
const known = new WeakMap<Balancer, readonly ServerView[]>();

/** Every server of every proxy that is in use, with the check that decides over it. */
export function serverViews(balancer: Balancer): readonly ServerView[] {
  const views = known.get(balancer) ?? viewsOf(balancer);
  known.set(balancer, views);
  return views;
}

function viewsOf(balancer: Balancer): readonly ServerView[] {
  const all = balancer.haproxy.proxies
    .filter((proxy) => !proxy.disabled)
    .flatMap((proxy) =>
      proxy.servers.filter(({ disabled }) => !disabled).map((server) => ({ proxy, server })),
    );
  const byId = new Map(all.map((entry) => [entry.server.id, entry]));
  return all.map(({ proxy, server }) => {
    const deciding = followTracks({ proxy, server }, byId);
    return {
      balancer,
      proxy,
      server,
      check: deciding === undefined ? undefined : checkView(balancer, deciding),
      ...(deciding === undefined || deciding.server === server ? {} : { copies: deciding.server }),
    };
  });
}

/** Where each check of a balancer's HAProxy stands when the process starts, by the server's id. */
export function bootSlots(views: readonly ServerView[]): ReadonlyMap<string, CheckSlot> {
  const tasks = views.flatMap(({ server: { id, check, agent }, check: deciding }) => [
    ...(check === undefined || deciding === undefined
      ? []
      : [{ id, bootMs: bootIntervalMs(deciding.timing) }]),
    ...(agent === undefined ? [] : [{ id: undefined, bootMs: agent.interMs }]),
  ]);
  const smallest = tasks.reduce(
    (least, { bootMs }) => (bootMs >= 1000 ? Math.min(least, bootMs) : least),
    Infinity,
  );
  const smallestBootMs = Number.isFinite(smallest) ? smallest : 0;
  const maxSpreadMs = views[0]?.balancer.haproxy.global.maxSpreadChecksMs;
  return new Map(
    tasks.flatMap(({ id }, index) =>
      id === undefined ? [] : [[id, { index, count: tasks.length, smallestBootMs, maxSpreadMs }]],
    ),
  );
}

interface Entry {
  readonly proxy: Proxy;
  readonly server: Server;
}

/** `track` may lead to a server that tracks another; HAProxy refuses a loop, and so the way is bounded. */
function followTracks(start: Entry, byId: ReadonlyMap<string, Entry>): Entry | undefined {
  let entry: Entry | undefined = start;
  for (let step = 0; step <= byId.size; step += 1) {
    const target: string | undefined = entry?.server.track;
    if (entry === undefined || target === undefined) return entry;
    entry = byId.get(target) ?? byId.get(`${entry.proxy.name}/${target}`);
  }
  return undefined;
}

function checkView({ haproxy }: Balancer, { proxy, server: { check } }: Entry): CheckView | undefined {
  if (check === undefined) return undefined;
  const { interMs, fastinterMs, downinterMs, fall, rise } = check;
  const connects = proxy.health.rules.filter((rule): rule is ConnectRule => rule.step === "connect");
  const expects = proxy.health.rules.some(({ step }) => step === "expect");
  const ports = connects.length === 0 ? [check.port] : connects.map(({ port }) => port ?? check.port);
  const onlyConnects = check.kind === "tcp" || (check.kind === "tcp-check" && !expects);
  return {
    settings: check,
    timing: {
      ...{ interMs, fastinterMs, downinterMs, fall, rise },
      timeoutCheckMs: proxy.timeouts.checkMs,
      timeoutConnectMs: proxy.timeouts.connectMs,
      spreadPercent: haproxy.global.spreadChecksPercent,
    },
    ports: ports.filter((port) => port !== undefined),
    wantsAnswer: !onlyConnects || check.tls || connects.some(({ tls }) => tls),
  };
}
