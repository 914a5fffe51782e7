import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HarnessError } from "../src/errors.ts";
import { connectEngine } from "../src/lab/engine/engine.ts";
import type { Engine } from "../src/lab/engine/engine.ts";
import { guardLabel, ownerPidLabel } from "../src/lab/labels.ts";
import { difference, digest } from "./digest.ts";
import type { Digest } from "./digest.ts";
import { phaseIn } from "./phases.ts";
import type { KillPoint, Phase } from "./phases.ts";

/** Everything that a run made has to be gone within this time after its death, in milliseconds. */
export const goneWithinMs = 10_000;
/** Beyond that it is watched for a while, to tell late from never, in milliseconds. */
const lateMs = 60_000;
const lookEveryMs = 200;
const reportsFolder = "reports";

const root = fileURLToPath(new URL("../", import.meta.url));
const victim = fileURLToPath(new URL("victim.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Who gets SIGKILL, all in one kill: the run's process; also its children, the janitor among them; also its guard's process. */
export const whoms = ["owner", "all", "all and the guard"] as const;
export type Whom = (typeof whoms)[number];

export interface Killed {
  /** How many processes were killed. */
  readonly processes: number;
  /** From the kill until the machine was as before, in milliseconds; undefined when it never was. */
  readonly goneAfterMs: number | undefined;
  /** What was different after `goneWithinMs`; empty when nothing was. */
  readonly left: readonly string[];
  readonly output: string;
}

/** A machine without the run, and what has to be the same after it. */
export interface Before {
  readonly engine: Engine;
  /** The run's own temporary folder and its reports. */
  readonly folder: string;
  look(): Promise<Digest>;
  readonly state: Digest;
  remove(): Promise<void>;
}

export async function before(): Promise<Before> {
  const engine = await connectEngine();
  const folder = await mkdtemp(join(tmpdir(), "haproof-kill-"));
  await mkdir(join(folder, reportsFolder));
  const look = async (): Promise<Digest> =>
    (await digest({ engine, program: victim, folders: [folder] })).filter(counts);
  return {
    engine,
    folder,
    look,
    state: await look(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Lets the victim run to its end. Returns when each of its phases began, in milliseconds after its start, and what is left. */
export async function leaveAlone(machine: Before): Promise<{
  readonly began: readonly (readonly [Phase, number])[];
  readonly left: readonly string[];
}> {
  const running = startVictim(machine);
  const code = await running.ended;
  if (code !== 0)
    throw new HarnessError("INTERNAL", `the run that nobody killed ended with ${code}`, {
      details: { output: running.output() },
    });
  return { began: running.began, left: difference(machine.state, await machine.look()) };
}

/** Starts the victim, kills it at one point, and waits until the machine is as it was before. */
export async function killAt(machine: Before, { phase, afterMs }: KillPoint, whom: Whom): Promise<Killed> {
  const running = startVictim(machine);
  await Promise.race([running.reached(phase), running.ended]);
  await passed(afterMs);
  const pids = await pidsOf(machine.engine, running.pid, whom);
  const killedAt = performance.now();
  for (const pid of pids) killIfThere(pid);
  const { goneAfterMs, left } = await asBefore(machine, killedAt);
  return { processes: pids.length, goneAfterMs, left, output: running.output() };
}

/** A process may have ended by itself since it was listed. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}

/** Waits until nothing differs from the machine before. */
export async function asBefore(
  { state, look }: Pick<Before, "state" | "look">,
  since: number,
): Promise<Pick<Killed, "goneAfterMs" | "left">> {
  let left: readonly string[] = [];
  for (;;) {
    const atMs = performance.now() - since;
    const differing = difference(state, await look());
    if (differing.length === 0) return { goneAfterMs: atMs, left };
    if (atMs > goneWithinMs && left.length === 0) left = differing;
    if (atMs > lateMs) return { goneAfterMs: undefined, left };
    await passed(lookEveryMs);
  }
}

/** Reports are what a run is there to leave, but for half a file; tsx keeps what it has compiled for the next run. */
function counts(line: string): boolean {
  const [, file] = /^file (.*)$/.exec(line) ?? [];
  if (file === undefined || file.endsWith(".unfinished")) return true;
  return !file.startsWith(reportsFolder) && !/^tsx-\d+(?:\/|$)/.test(file);
}

interface Running {
  readonly pid: number;
  readonly began: readonly (readonly [Phase, number])[];
  readonly ended: Promise<number>;
  reached(phase: Phase): Promise<void>;
  output(): string;
}

function startVictim({ folder }: Before): Running {
  const child = spawn(process.execPath, ["--import", loader, victim, join(folder, reportsFolder)], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", TMPDIR: folder, HAPROOF_SETUP: "never" },
  });
  const since = performance.now();
  const began: [Phase, number][] = [];
  const waiting = new Map<Phase, () => void>();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const phase = phaseIn(line);
    if (phase === undefined) return;
    began.push([phase, performance.now() - since]);
    waiting.get(phase)?.();
  });
  return {
    pid: child.pid ?? 0,
    began,
    ended: new Promise((resolve) => child.once("close", (code) => resolve(code ?? -1))),
    reached: (phase) =>
      new Promise((resolve) => {
        if (began.some(([reached]) => reached === phase)) resolve();
        else waiting.set(phase, resolve);
      }),
    output: () => said,
  };
}

async function pidsOf(engine: Engine, owner: number, whom: Whom): Promise<readonly number[]> {
  if (whom === "owner") return [owner];
  const family = [owner, ...(await descendants(owner))];
  return whom === "all" ? family : [...family, ...(await guardPids(engine, owner))];
}

async function descendants(of: number): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      return { pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) };
    }),
  );
  const below = (pid: number): readonly number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(of);
}

async function guardPids({ docker }: Engine, owner: number): Promise<readonly number[]> {
  const guards = await docker.listContainers({
    filters: { label: [guardLabel, `${ownerPidLabel}=${owner}`] },
  });
  const pids = await Promise.all(
    guards.map(async ({ Id }) => (await docker.getContainer(Id).inspect()).State.Pid),
  );
  return pids.filter((pid) => pid > 0);
}
