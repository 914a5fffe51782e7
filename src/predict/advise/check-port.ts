import type { Proxy } from "../haproxy/config.ts";
import type { Directive } from "../haproxy/section.ts";
import type { Balancer } from "../model/scene.ts";
import type { HealthRule, SendRule } from "../haproxy/health-rule.ts";
import { serverViews, type ServerView } from "../model/check-view.ts";
import type { Change, Remedy } from "./change.ts";
import type { Draft } from "./draft.ts";
import { editProxies, insertBeforeServers, type Written } from "./haproxy-lines.ts";

/** A last step of the check that connects to the port which carries the traffic. */
export const checkPort: Remedy = {
  aspects: ["eviction"],
  concerns: ({ plan }) => plan.kind === "listener-stop",
  alternatives: ({ setup }) => (setup.balancers.some((one) => otherPorts(one).size > 0) ? [connecting] : []),
};

const connecting: Change = {
  id: "check-service-port",
  title: "a last step of the check that connects to the service's own port",
  apply: (draft) => editProxies(draft, otherPorts, connectTo),
  prices: () => [
    "one more connection a check to each server, closed at once: the service may log it",
    "a server whose service port is closed, although it says that it is well, is out",
  ],
};

function otherPorts(balancer: Balancer): ReadonlySet<Proxy> {
  return new Set(
    serverViews(balancer)
      .filter(isElsewhere)
      .map(({ proxy }) => proxy),
  );
}

function isElsewhere({ server, check }: ServerView): boolean {
  return (
    server.track === undefined &&
    check !== undefined &&
    server.port !== undefined &&
    !check.ports.includes(server.port)
  );
}

/** Where the servers of a proxy are not all alike, one step more cannot serve them all. */
function connectTo(draft: Draft, written: Written): Draft {
  const views = serverViews(written.balancer).filter(({ proxy }) => proxy === written.proxy);
  const first = views.find(isElsewhere);
  const [port, ...otherTraffic] = new Set(views.map(({ server }) => server.port));
  const [health, ...otherHealth] = new Set(views.flatMap(({ check }) => check?.ports ?? []));
  if (first === undefined) return draft;
  if (otherTraffic.length > 0 || otherHealth.length > 0 || port === undefined || health === undefined) {
    return draft.refuse(
      first.server.place,
      "the servers of this proxy have different ports: change the check by hand",
    );
  }
  return withSteps(draft, written, { port, health });
}

interface Ports {
  readonly port: number;
  readonly health: number;
}

/**
 * As soon as one step connects, the first one has to; and after an explicit connection HAProxy 2.6 wants an explicit
 * request. Written beside the lines that the section has, which stay as they are.
 */
function withSteps(draft: Draft, written: Written, { port, health }: Ports): Draft {
  const { proxy, section } = written;
  const protocol = proxy.health.kind === "http" ? "http-check" : "tcp-check";
  const option = section.directives.find(
    ({ words }) => words[0]?.text === "option" && ["httpchk", "tcp-check"].includes(words[1]?.text ?? ""),
  );
  const steps = section.directives.filter(({ words }) => words[0]?.text === protocol);
  const explicit = proxy.health.rules.some((rule) => rule.step === "connect" && !rule.implied);
  const last = `${protocol} connect port ${port}`;
  if (proxy.health.kind === "tcp" && option === undefined) {
    return insertBeforeServers(draft, written, "option tcp-check", `tcp-check connect port ${health}`, last);
  }
  if (option === undefined || !["http", "tcp-check"].includes(proxy.health.kind)) {
    return draft.refuse(
      section.place,
      "its check stands elsewhere or has rules of its own: change it by hand",
    );
  }
  const first = [`${protocol} connect port ${health}`, ...requestOf(proxy.health.rules, steps)];
  const end = [...expectationOf(proxy.health.rules, steps), last];
  const lastStep = steps.at(-1) ?? option;
  if (explicit || lastStep === option)
    return draft.insertAfter(lastStep.place, explicit ? end : [...first, ...end]);
  return draft.insertAfter(lastStep.place, end).insertAfter(option.place, first);
}

/** The request that `option httpchk` implies, written out; nothing where one is written already. */
function requestOf(rules: readonly HealthRule[], steps: readonly Directive[]): readonly string[] {
  const send = rules.find((rule): rule is SendRule => rule.step === "send");
  const written = steps.some(({ words }) => words[1]?.text === "send");
  if (send === undefined || written) return [];
  return [`http-check send meth ${send.method ?? "OPTIONS"} uri ${send.uri ?? "/"}`];
}

/** What HAProxy would expect by itself only if the request were the last step. */
function expectationOf(rules: readonly HealthRule[], steps: readonly Directive[]): readonly string[] {
  const implied = rules.find((rule) => rule.step === "expect" && rule.implied);
  const written = steps.some(({ words }) => words[1]?.text === "expect");
  return implied === undefined || written ? [] : ["http-check expect status 200-399"];
}
