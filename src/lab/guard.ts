import { readFile } from "node:fs/promises";
import type { Duplex } from "node:stream";
import type Dockerode from "dockerode";
import pRetry, { AbortError } from "p-retry";
import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import { attachedTo } from "./exec.ts";
import type { Attached } from "./exec.ts";
import { guardLabel, labelsOf } from "./labels.ts";
import type { Owner } from "./labels.ts";
import { isGone } from "./sweep.ts";

const program = await readFile(new URL("guard.pl", import.meta.url), "utf8");
const socketInside = "/run/engine.sock";
/** Longest wait for a guard to say what it can do, in milliseconds: a container's start on a busy machine. */
const startMs = 20_000;
/** A guard that died is taken hold of again before it takes the run for dead, 2 s after its restart (guard.pl). */
const againMs = 10_000;
const againEveryMs = 50;

/** The container that says that a run is alive, and removes what the run left when its owner has died. */
export interface Guard {
  /** It reaches the engine, so it removes; else it only says that the run lives. */
  readonly sweeps: boolean;
  /** Removes it; to be called when nothing else of the run is left. Throws what the engine says. */
  dismiss(): Promise<void>;
}

interface GuardOptions {
  /** Any image that has perl: each one that stands on Debian. */
  readonly image: string;
  readonly say: (line: string) => void;
}

interface Held {
  readonly container: Dockerode.Container;
  readonly stdio: Attached;
}

/**
 * Starts a run's guard and keeps hold of it: should it die before its owner, it is taken up again or made anew.
 * Throws ENGINE_FAILED.
 */
export async function startGuard(
  engine: Pick<Engine, "docker" | "endpoint">,
  owner: Owner,
  options: GuardOptions,
): Promise<Guard> {
  const { held: first, path } = await firstThatWorks(engine, owner, options);
  const watch: Held & { dismissed: boolean } = { ...first, dismissed: false };
  const keep = (): void => {
    void watch.stdio.closed
      .then(async () => {
        if (watch.dismissed) return;
        Object.assign(
          watch,
          await takeAgain(engine, owner, { ...options, container: watch.container, path }),
        );
        keep();
      })
      .catch((error: unknown) => {
        if (!watch.dismissed) options.say(`the guard of this run is gone: ${messageOf(error)}`);
      });
  };
  keep();
  return {
    sweeps: path !== undefined,
    dismiss: async () => {
      watch.dismissed = true;
      try {
        await watch.container.remove({ force: true, v: true });
      } catch (cause) {
        if (!isGone(cause)) throw cause;
      } finally {
        watch.stdio.end();
      }
    },
  };
}

/** Where the engine's socket may lie on the engine's own machine; a remote engine's is where Docker puts it. */
export function socketsOf(endpoint: string): readonly string[] {
  const own = /^unix:\/\/(?<path>.+)$/.exec(endpoint)?.groups?.["path"];
  const usual = "/var/run/docker.sock";
  return own === undefined || own === usual ? [usual] : [own, usual];
}

async function firstThatWorks(
  engine: Pick<Engine, "docker" | "endpoint">,
  owner: Owner,
  options: GuardOptions,
): Promise<{ held: Held; path: string | undefined }> {
  const refusals: string[] = [];
  for (const path of socketsOf(engine.endpoint)) {
    try {
      return { held: await launch(engine, owner, { ...options, path }), path };
    } catch (error) {
      refusals.push(`${path}: ${messageOf(error)}`);
    }
  }
  options.say(
    `no container of this engine reaches it (${refusals.join("; ")}); if every process of this run is killed at once, the next run removes what is left`,
  );
  return { held: await launch(engine, owner, { ...options, path: undefined }), path: undefined };
}

/** Makes and starts a guard. It is attached to before it starts, so that there is no moment in which nobody holds it. */
async function launch(
  { docker }: Pick<Engine, "docker">,
  owner: Owner,
  { image, path }: { image: string; path: string | undefined },
): Promise<Held> {
  let container: Dockerode.Container | undefined;
  try {
    container = await docker.createContainer({
      name: `${owner.run}-guard-${++guards}`,
      Image: image,
      Entrypoint: ["perl", "-e", program],
      Cmd: [owner.run, path === undefined ? "" : socketInside],
      Labels: { ...labelsOf(owner), [guardLabel]: "yes" },
      OpenStdin: true,
      // The engine closes the guard's standard input when the connection of its owner ends.
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      HostConfig: {
        NetworkMode: "none",
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges", "label=disable"],
        ReadonlyRootfs: true,
        ...(path === undefined
          ? { AutoRemove: true }
          : {
              RestartPolicy: { Name: "always" },
              Mounts: [{ Type: "bind", Source: path, Target: socketInside }],
            }),
      },
    });
    const stdio = await hold(container);
    const said = firstLine(stdio);
    await container.start();
    const can = await said;
    if (path !== undefined && can !== "ready") {
      throw new HarnessError("ENGINE_FAILED", `the guard did not reach the engine there (${can})`);
    }
    return { container, stdio };
  } catch (cause) {
    await container?.remove({ force: true, v: true }).catch(() => undefined);
    throw new HarnessError("ENGINE_FAILED", `could not start the guard: ${messageOf(cause)}`, { cause });
  }
}

let guards = 0;

async function hold(container: Dockerode.Container): Promise<Attached> {
  const stream = (await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    hijack: true,
  })) as Duplex;
  const stdio = attachedTo(container, stream);
  stdio.write("hello\n");
  return stdio;
}

/** The engine starts a guard that died again, unless somebody stopped or removed it. */
async function takeAgain(
  engine: Pick<Engine, "docker">,
  owner: Owner,
  { container, image, path }: { container: Dockerode.Container; image: string; path: string | undefined },
): Promise<Held> {
  const take = async (): Promise<Held> => {
    try {
      const { State } = await container.inspect();
      if (State.Restarting) throw new HarnessError("ENGINE_FAILED", "it is being started again");
      const stdio = await hold(container);
      if (!State.Running) await container.start();
      return { container, stdio };
    } catch (cause) {
      if (!isGone(cause)) throw cause;
      return launch(engine, owner, { image, path }).catch((error: unknown) => {
        throw new AbortError(messageOf(error));
      });
    }
  };
  return pRetry(take, {
    retries: againMs / againEveryMs,
    factor: 1,
    minTimeout: againEveryMs,
    maxTimeout: againEveryMs,
    maxRetryTime: againMs,
  });
}

async function firstLine({ stdout, closed }: Attached): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it was silent for ${startMs} ms`), startMs);
  });
  const line = new Promise<string>((resolve) => {
    stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim()));
  });
  try {
    return await Promise.race([line, closed.then(() => "it ended"), limit]);
  } finally {
    clearTimeout(timer);
  }
}
