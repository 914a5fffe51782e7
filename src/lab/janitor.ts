import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createRequire } from "node:module";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import type { Owner } from "./labels.ts";

const program = fileURLToPath(new URL("janitor-main.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The process that removes a run's things when this one dies. */
export interface Janitor {
  /** Everything was undone in order: the janitor goes home without sweeping. */
  dismiss(): void;
}

interface JanitorOptions {
  readonly say: (line: string) => void;
}

/**
 * Starts a janitor and waits until it listens; nothing may be made in the engine before. One that dies before its owner is
 * replaced. Throws INTERNAL.
 */
export async function startJanitor(engine: Engine, owner: Owner, { say }: JanitorOptions): Promise<Janitor> {
  let dismissed = false;
  let child = await launch(engine, owner);
  const keep = (): void => {
    child.once("exit", () => {
      if (dismissed) return;
      launch(engine, owner).then(
        (next) => {
          child = next;
          if (dismissed) next.stdin.end("bye\n");
          else keep();
        },
        (error: unknown) => say(`no janitor watches over this run: ${messageOf(error)}`),
      );
    });
  };
  keep();
  return {
    dismiss: () => {
      dismissed = true;
      child.stdin.end("bye\n");
    },
  };
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

async function launch(engine: Engine, owner: Owner): Promise<Child> {
  const child = spawn(process.execPath, ["--import", loader, program, owner.run], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, NODE_OPTIONS: "", DOCKER_HOST: engine.endpoint, HAPROOF_SETUP: "never" },
  });
  child.unref();
  // A janitor that died closes the pipe; its end is told by "exit".
  child.stdin.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) =>
      reject(new HarnessError("INTERNAL", `the janitor ended with ${code ?? "a signal"}`)),
    );
    child.once("error", (cause) =>
      reject(new HarnessError("INTERNAL", "the janitor did not start", { cause })),
    );
  });
  child.removeAllListeners("exit");
  child.stdout.destroy();
  return child;
}
