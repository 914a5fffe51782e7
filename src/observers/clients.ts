import { HarnessError } from "../errors.ts";
import { AgentReader } from "../agent/protocol.ts";
import type { AgentCommand, AgentMessage, ReadBackOver, Ready, Stopped } from "../agent/protocol.ts";
import { attach, onLines } from "../lab/exec.ts";
import type { Host } from "../lab/host.ts";
import type { Lab } from "../lab/lab.ts";
import { grantRealTime } from "../lab/real-time.ts";
import type { ProbeSpec } from "../lab/stack.ts";
import { now } from "../timeline/clock.ts";

const program = "/opt/haproof/agent.cjs";
/** An agent says that it is ready within this time, or it never will. */
const readyWithinMs = 10_000;

/**
 * Makes the probes of a stack ready in its client hosts. Once started they send on schedule whatever became of the operations
 * before, and everything they see is recorded. Throws AGENT_FAILED when an agent does not start.
 */
export async function openClients(lab: Lab): Promise<Clients> {
  const hosts = new Set(lab.stack.probes.map(({ host }) => host));
  const always = new Set(
    lab.stack.probes.filter(({ onDemand }) => onDemand !== true).map(({ host }) => host),
  );
  for (const name of always) await grantRealTime(lab.host(name).container);
  const agents = await Promise.all(
    [...hosts].map(async (name) => ({ name, agent: await startAgent(lab, lab.host(name)) })),
  );
  const start = (probe: ProbeSpec, agent: Agent): void => {
    const { name, journey, options, everyMs, deadlineMs } = probe;
    agent.send({ cmd: "start", probe: name, journey, options, everyMs, deadlineMs });
  };
  const probesOf = (host: string): readonly ProbeSpec[] =>
    lab.stack.probes.filter((probe) => probe.host === host);
  const running = new Set<string>();
  return {
    running,
    start: (asked = new Set()) => {
      for (const { name, agent } of agents) {
        for (const probe of probesOf(name)) {
          if (probe.onDemand === true && !asked.has(probe.name)) continue;
          running.add(probe.name);
          start(probe, agent);
        }
      }
    },
    stop: async () => {
      await Promise.all(
        agents.flatMap(({ name, agent }) =>
          probesOf(name)
            .filter((probe) => running.delete(probe.name))
            .map(async (probe) => {
              const stopped = agent.stopped(probe.name);
              agent.send({ cmd: "stop", probe: probe.name });
              await stopped;
            }),
        ),
      );
    },
    readBack: async (name) => {
      const probe = lab.stack.probes.find((one) => one.name === name);
      const agent = agents.find((one) => one.name === probe?.host)?.agent;
      if (agent === undefined) throw new HarnessError("BAD_INPUT", `the stack has no probe "${name}"`);
      const over = agent.readBackOver(name);
      agent.send({ cmd: "read-back", probe: name });
      await over;
    },
  };
}

/**
 * The probes of a lab. They run while a trial does, so that a lab which waits for its turn costs next to nothing, and connections that
 * are kept begin anew with each trial, wherever an earlier fault drove them.
 */
export interface Clients {
  /** The probes that run now. */
  readonly running: ReadonlySet<string>;
  /** Starts the probes that always run, and those on demand that are asked for. */
  start(asked?: ReadonlySet<string>): void;
  /** Resolves when the last operation under way has ended. */
  stop(): Promise<void>;
  /** Lets a running probe look for everything that it has written; resolves when that is recorded. Throws BAD_INPUT. */
  readBack(probe: string): Promise<void>;
}

/** One agent, as far as it is talked to. */
interface Agent {
  send(command: AgentCommand): void;
  /** Resolves when a probe has said its last word, or the agent has ended. */
  stopped(probe: string): Promise<void>;
  /** Resolves when a probe's read-back is over, or the agent has ended. */
  readBackOver(probe: string): Promise<void>;
}

async function startAgent(lab: Lab, host: Host): Promise<Agent> {
  const agent = await attach(host.container, ["nodejs", program]);
  const reader = new AgentReader();
  const lastWords: string[] = [];
  const stopping = new Map<string, () => void>();
  const reading = new Map<string, () => void>();
  onLines(agent.stderr, (line) => lastWords.push(line));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      const words = `the client agent in ${host.name} ${why}: ${lastWords.join(" ")}`;
      reject(new HarnessError("AGENT_FAILED", words));
    };
    const timer = setTimeout(() => fail("is not ready"), readyWithinMs);
    void agent.closed.then(() => fail("has ended"));
    onLines(agent.stdout, (line) => {
      for (const message of reader.read(line)) {
        if (message.kind === "ready") {
          clearTimeout(timer);
          resolve();
        } else if (message.kind === "stopped") stopping.get(message.probe)?.();
        else if (message.kind === "read-back-over") reading.get(message.probe)?.();
        else take(lab, host, message);
        // A probe that cannot be stopped is not running either.
        if (message.kind === "failed" && message.probe !== undefined) {
          stopping.get(message.probe)?.();
          reading.get(message.probe)?.();
        }
      }
    });
  });
  /** Resolves when a probe has said so, or the agent has ended. */
  const told = (by: Map<string, () => void>, probe: string): Promise<void> =>
    Promise.race([agent.closed, new Promise<void>((resolve) => by.set(probe, resolve))]);
  return {
    send: (command) => agent.write(`${JSON.stringify(command)}\n`),
    stopped: (probe) => told(stopping, probe),
    readBackOver: (probe) => told(reading, probe),
  };
}

function take(lab: Lab, host: Host, message: Exclude<AgentMessage, Ready | Stopped | ReadBackOver>): void {
  switch (message.kind) {
    case "probe":
    case "sample":
    case "write":
    case "read-back":
      lab.record(message);
      break;
    case "disturbance":
      lab.record({ ...message, host: host.name });
      break;
    case "failed": {
      const at = { notBefore: now(), notAfter: now() };
      lab.record({
        kind: "disturbance",
        what: "observer-lost",
        host: host.name,
        detail: message.message,
        at,
      });
      break;
    }
    case "clock":
    case "flushed":
      break;
  }
}
