import type { Lab } from "../lab/lab.ts";
import type { Instant } from "../timeline/clock.ts";
import type { ServerState, TimelineEvent, VrrpState } from "../timeline/events.ts";
import { balancerWitness } from "./balancer-witness.ts";
import type { WitnessLine } from "./balancer-witness.ts";
import type { Observer } from "./observer.ts";

/**
 * Sits in every balancer: the kernel's addresses, keepalived's states, HAProxy's server states and checks. No published file is
 * edited for it (architecture.md 16): it listens where the programs log anyway and asks HAProxy's master socket.
 */
export function balancerObserver({ masterSocket = "/run/haproof/haproxy-master.sock" } = {}): Observer {
  return {
    name: "balancer",
    watches: ({ spec }) => spec.role === "balancer",
    async attach(lab, host) {
      const translate = translator(lab, host.name);
      await balancerWitness(
        lab,
        host,
        (line) => {
          for (const event of translate(line)) lab.record(event);
        },
        { masterSocket },
      );
    },
  };
}

function translator(lab: Lab, host: string): (line: WitnessLine) => readonly TimelineEvent[] {
  const states = new Map<string, ServerState>();
  const server = (
    backend: string,
    name: string,
    state: ServerState,
    at: Instant,
  ): readonly TimelineEvent[] => {
    const key = `${backend}/${name}`;
    if (states.get(key) === state) return [];
    states.set(key, state);
    return [{ kind: "server", balancer: host, backend, server: name, state, at }];
  };
  const vips = new Set(lab.stack.vips.map(({ address }) => address));
  return (line) => {
    const at = { notBefore: line.before, notAfter: line.at };
    switch (line.k) {
      case "address":
        if (line.address === undefined || !vips.has(line.address)) return [];
        return [{ kind: "address", host, address: line.address, held: line.held === true, at }];
      case "servers":
        return fromState(host, line, at, server);
      case "gone":
        return server(line.backend ?? "", line.server ?? "", "GONE", at);
      case "gap":
        return [
          { kind: "disturbance", what: "observer-lost", host, detail: `nothing was seen in ${host}`, at },
        ];
      case "syslog":
        return fromLog(host, line.text ?? "", at, server);
    }
  };
}

type ServerChange = (
  backend: string,
  name: string,
  state: ServerState,
  at: Instant,
) => readonly TimelineEvent[];

const checkResults = ["unknown", "neutral", "failed", "passed", "conditional pass"] as const;

function fromState(
  balancer: string,
  line: WitnessLine,
  at: Instant,
  server: ServerChange,
): readonly TimelineEvent[] {
  const { backend = "", server: name = "", op = 0, admin = 0, health = 0, status = 0, result = 0 } = line;
  // srv_op_state 0 is stopped, 1 starting, 2 running, 3 stopping; admin bits 0x01 and 0x04 maintenance, 0x08 and 0x10 drain.
  const state: ServerState =
    (admin & 0x27) !== 0 ? "MAINT" : (admin & 0x18) !== 0 ? "DRAIN" : op === 0 ? "DOWN" : "UP";
  const outcome = checkResults[result] ?? "unknown";
  if (line.checked !== true) return server(backend, name, state, at);
  return [
    {
      kind: "check",
      balancer,
      backend,
      server: name,
      passed: outcome === "passed" || outcome === "conditional pass",
      status: `${outcome} (check status ${status})`,
      health,
      at,
    },
    ...server(backend, name, state, at),
  ];
}

function fromLog(host: string, text: string, at: Instant, server: ServerChange): readonly TimelineEvent[] {
  const said = text.replace(/^<\d+>(?:\w{3} [ \d]\d [\d:]{8} )?/, "");
  const program = /^([\w-]+)/.exec(said)?.[1]?.toLowerCase() ?? "unknown";
  const log: TimelineEvent = { kind: "log", host, program, text: said, at };
  const entered = /\(([^)]+)\) Entering (MASTER|BACKUP|FAULT|STOP)/i.exec(said);
  if (entered !== null) {
    const [, instance = "", state = ""] = entered;
    return [log, { kind: "vrrp", host, instance, state: state.toUpperCase() as VrrpState, at }];
  }
  const changed = /Server ([^/\s]+)\/(\S+) is (UP|DOWN)\b/.exec(said);
  if (changed !== null) {
    const [, backend = "", name = "", state = ""] = changed;
    return [log, ...server(backend, name, state as ServerState, at)];
  }
  return [log];
}
