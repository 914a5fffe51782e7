import { execFile } from "node:child_process";
import { promisify } from "node:util";
import system from "../fixtures/systems/cosmian-kms/system.ts";
import { faultCatalogue, faultOf } from "../src/faults/catalogue.ts";
import { HarnessError, messageOf } from "../src/errors.ts";
import type { Host } from "../src/lab/host.ts";
import { now } from "../src/timeline/clock.ts";
import { describeFault } from "../src/timeline/fault-plan.ts";
import type { FaultPlan } from "../src/timeline/fault-plan.ts";
import { quantile } from "../src/timeline/quantile.ts";
import type { Rig } from "../src/trial/rig.ts";
import { onRig } from "./bench-rig.ts";
import { printGoals } from "./goal.ts";

const inForceGoalMs = 20;
const knownGoalMs = 5;

/** What a person would type instead, and how to take it back; the host is named by its container. */
interface ByHand {
  readonly says: string;
  readonly act: (rig: Rig, host: Host) => readonly string[];
  readonly undo: (rig: Rig, host: Host) => Promise<unknown>;
}

interface Kind {
  readonly plan: FaultPlan;
  readonly byHand?: ByHand;
}

interface Latency {
  readonly inForceMs: number;
  readonly knownMs: number;
  readonly witnessed: boolean;
}

const inHost = (command: readonly string[], undo: ByHand["undo"]): ByHand => ({
  says: `docker exec … ${command.join(" ")}`,
  act: (_rig, host) => ["exec", host.container.id, ...command],
  undo,
});

const networkOf = (rig: Rig, host: Host): string => {
  const network = host.interfaces[0]?.network ?? "";
  const index = rig.lab.stack.networks.findIndex(({ name }) => name === network);
  return `${rig.lab.id}-${index + 1}-${network}`;
};

const disconnect: ByHand = {
  says: "docker network disconnect",
  act: (rig, host) => ["network", "disconnect", networkOf(rig, host), host.container.id],
  undo: (rig, host) => {
    const address = host.interfaces[0]?.address ?? "";
    return docker(rig, ["network", "connect", "--ip", address, networkOf(rig, host), host.container.id]);
  },
};

const startsAgain = (service: string) => (_rig: Rig, host: Host) => host.startService(service);

/** The kinds that a lab of this system can show. The node kms4 is in no balancer's list, so nothing else notices. */
const kinds: readonly Kind[] = [
  {
    plan: { kind: "process-crash", hosts: ["lb2"], process: "haproxy" },
    byHand: inHost(["pkill", "-KILL", "-x", "haproxy"], startsAgain("haproxy")),
  },
  {
    plan: { kind: "process-freeze", hosts: ["lb2"], process: "haproxy" },
    byHand: inHost(["pkill", "-STOP", "-x", "haproxy"], (rig, host) =>
      docker(rig, ["exec", host.container.id, "pkill", "-CONT", "-x", "haproxy"]),
    ),
  },
  {
    plan: { kind: "graceful-stop", hosts: ["lb2"], process: "haproxy" },
    byHand: inHost(["pkill", "-TERM", "-o", "-x", "haproxy"], async (_rig, host) => {
      await host.hand.must("until ! pgrep -x haproxy >/dev/null; do nap 0.02; done");
      await host.startService("haproxy");
    }),
  },
  { plan: { kind: "reload", hosts: ["lb2"], process: "haproxy" } },
  { plan: { kind: "restart", hosts: ["lb2"], process: "haproxy" } },
  { plan: { kind: "listener-stop", hosts: ["kms4"], port: 5696 } },
  {
    plan: { kind: "host-freeze", hosts: ["kms4"] },
    byHand: {
      says: "docker pause",
      act: (_rig, host) => ["pause", host.container.id],
      undo: (rig, host) => docker(rig, ["unpause", host.container.id]),
    },
  },
  { plan: { kind: "partition", hosts: ["kms3"] }, byHand: disconnect },
  { plan: { kind: "link-down", hosts: ["kms4"], network: "back" } },
  { plan: { kind: "database-stop", hosts: ["db"] } },
  {
    plan: { kind: "host-loss", hosts: ["kms4"] },
    byHand: {
      says: "docker kill",
      act: (_rig, host) => ["kill", host.container.id],
      undo: async (rig, host) => {
        await host.boot();
        await rig.lab.startServices([host]);
      },
    },
  },
];

/** From the call until each kind of fault is in force, and how well that instant is known, beside the engine's own command. */
export async function faultLatency({ times = 10 }: { readonly times?: number } = {}): Promise<void> {
  console.log(`Faults: from the call until in force, ${times} of each; median / worst, ms`);
  const stack = await system.stack({ profile: "tuned", variant: "three-balancers" });
  await onRig({ ...stack, probes: [] }, async (rig) => {
    const all: Latency[] = [];
    for (const kind of kinds) {
      const some = await measured(rig, kind, times);
      if (some !== undefined) all.push(...some);
      console.log(`    beside it, ${await besideIt(rig, kind, times)}`);
    }
    const left = Object.keys(faultCatalogue).filter((name) => kinds.every(({ plan }) => plan.kind !== name));
    console.log(`  ${left.join(", ")}: not measured because no plan for them is written here`);
    goals(all);
  });
}

async function measured(rig: Rig, { plan }: Kind, times: number): Promise<readonly Latency[] | undefined> {
  const some: Latency[] = [];
  try {
    for (let time = 0; time < times; time++) {
      const called = now();
      const active = await faultOf(plan).inject(rig.lab);
      const { at, witnessed } = active.injected;
      some.push({ inForceMs: at.notAfter - called, knownMs: at.notAfter - at.notBefore, witnessed });
      await active.heal();
    }
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    console.log(`  ${describeFault(plan)}: not measured because ${messageOf(error)}`);
    return undefined;
  }
  const inForce = medianAndWorst(some.map(({ inForceMs }) => inForceMs));
  const known = medianAndWorst(some.map(({ knownMs }) => knownMs));
  const witnessed = some.filter((each) => each.witnessed).length;
  console.log(
    `  ${describeFault(plan)}: in force after ${inForce}, known within ${known}, witnessed ${witnessed} of ${times}`,
  );
  return some;
}

/** All that its user knows is when the command was typed and when it returned: that is both its latency and its doubt. */
async function besideIt(rig: Rig, { plan, byHand }: Kind, times: number): Promise<string> {
  if (byHand === undefined) return "nothing: not measured because the engine has no command for it";
  const host = rig.lab.host(plan.hosts[0] ?? "");
  const tookMs: number[] = [];
  for (let time = 0; time < times; time++) {
    const called = now();
    await docker(rig, byHand.act(rig, host));
    tookMs.push(now() - called);
    await byHand.undo(rig, host);
  }
  return `${byHand.says}: returned after ${medianAndWorst(tookMs)}, known within the same, not witnessed`;
}

function goals(all: readonly Latency[]): void {
  const inForce = all.map(({ inForceMs }) => inForceMs);
  const known = all.map(({ knownMs }) => knownMs);
  const shareIn = (values: readonly number[], goalMs: number): string =>
    `${values.filter((ms) => ms <= goalMs).length} of ${values.length}, ${medianAndWorst(values)} ms`;
  const unwitnessed = all.filter(({ witnessed }) => !witnessed).length;
  printGoals([
    {
      what: "a fault in force after the call",
      goal: `at most ${inForceGoalMs} ms`,
      measured: shareIn(inForce, inForceGoalMs),
      met: inForce.every((ms) => ms <= inForceGoalMs),
      because: "of all kinds; a kind that ends a program waits for the program",
    },
    {
      what: "its instant known",
      goal: `within ${knownGoalMs} ms`,
      measured: shareIn(known, knownGoalMs),
      met: known.every((ms) => ms <= knownGoalMs),
    },
    {
      what: "faults witnessed in force",
      goal: "all",
      measured: `${all.length - unwitnessed} of ${all.length}`,
      met: unwitnessed === 0,
    },
  ]);
}

function medianAndWorst(values: readonly number[]): string {
  return `${quantile(values, 0.5).toFixed(1)} / ${quantile(values, 1).toFixed(1)}`;
}

const run = promisify(execFile);

async function docker({ lab }: Rig, args: readonly string[]): Promise<void> {
  try {
    await run("docker", ["--host", lab.engine.endpoint, ...args]);
  } catch (cause) {
    throw new HarnessError("ENGINE_FAILED", `docker ${args[0] ?? ""}: ${messageOf(cause)}`, { cause });
  }
}
