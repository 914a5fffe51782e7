import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import pRetry, { AbortError } from "p-retry";
import { HarnessError, messageOf } from "../../errors.ts";
import { processStart } from "../labels.ts";
import { diskFull, saysDiskFull, Tail } from "./command.ts";
import { dial } from "./dial.ts";
import type { Engine } from "./engine.ts";
import type { Marker } from "./marker.ts";
import type { EnginePaths } from "./paths.ts";
import { clearStalePids } from "./stale-pid.ts";

/** A first start makes the storage folders and the bridge: 1–3 s, more on a slow disk. */
const upMs = 60_000;

export type Running = NonNullable<Marker["running"]>;

interface Start {
  readonly dockerd: string;
  /** Beside dockerd's defaults. */
  readonly options?: readonly string[];
  readonly paths: EnginePaths;
  /** Called as soon as it runs, so that it is known for ours even if this process dies now. */
  readonly mark: (running: Running) => Promise<void>;
}

/**
 * Starts dockerd in a session of its own, its output appended to the log: it outlives this process.
 * Throws ENGINE_FAILED with the end of its log when it does not come up; then nothing of it runs on.
 */
export async function startDockerd(
  { dockerd, options = [], paths, mark }: Start,
  say: (line: string) => void,
): Promise<Engine> {
  for (const path of await clearStalePids(paths.run))
    say(`removed ${path}: it names no process of a living engine`);
  await mkdir(dirname(paths.log), { recursive: true });
  const log = await open(paths.log, "a");
  const { size } = await log.stat();
  say(`$ ${[dockerd, ...options].join(" ")} >>${paths.log} 2>&1 &`);
  const stdio = ["ignore", log.fd, log.fd] as const;
  const child = spawn(dockerd, options, {
    detached: true,
    stdio: [...stdio],
    cwd: "/",
    env: plain(process.env),
  });
  child.unref();
  const end = endOf(child);
  try {
    const { pid } = child;
    if (pid !== undefined)
      await mark({ as: "process", pid, start: processStart(pid) ?? "unknown", log: paths.log });
    return await answering(paths, { end });
  } catch (cause) {
    child.kill("SIGTERM");
    throw await notUp(cause, paths.log, size);
  } finally {
    await log.close();
  }
}

/** Waits for the engine at the default socket. Rejects when `end` tells that it ended, or after a minute. */
export async function answering(
  { run }: EnginePaths,
  { end, limitMs = upMs }: { end?: () => string | undefined; limitMs?: number } = {},
): Promise<Engine> {
  const endpoint = `unix://${join(run, "docker.sock")}`;
  const ask = (): Promise<Engine> => {
    const ended = end?.();
    if (ended !== undefined) throw new AbortError(ended);
    return dial({ endpoint, source: "the default socket" });
  };
  return pRetry(ask, { retries: 10_000, factor: 1, minTimeout: 100, maxTimeout: 100, maxRetryTime: limitMs });
}

/** How a process ended, or why it never began; undefined while it runs. */
function endOf(child: ChildProcess): () => string | undefined {
  let ended: string | undefined;
  once(child, "exit").then(
    ([code, signal]: unknown[]) => (ended = `it ended with ${String(code ?? signal)}`),
    (error: unknown) => (ended = messageOf(error)),
  );
  return () => ended;
}

/** DOCKER_TLS_VERIFY and the like are for clients, but dockerd reads them too. */
function plain(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("DOCKER_")));
}

async function notUp(cause: unknown, log: string, from: number): Promise<HarnessError> {
  const written = (await readFile(log).catch(() => Buffer.alloc(0))).subarray(from).toString();
  const tail = new Tail();
  tail.add(written.replace(/^.* level=info .*$/gm, ""));
  if (saysDiskFull(written)) return diskFull("dockerd did not start", { cause });
  return new HarnessError(
    "ENGINE_FAILED",
    `dockerd did not start: ${messageOf(cause)}\n${tail.text()}\nall of it: ${log}`,
    {
      cause,
      details: { log },
    },
  );
}
