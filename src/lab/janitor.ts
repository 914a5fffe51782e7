import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HarnessError } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import type { Owner } from "./labels.ts";

const program = fileURLToPath(new URL("janitor-main.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** The process that removes a run's things when this one dies. */
export interface Janitor {
  readonly pid: number;
  /** Everything was undone in order: the janitor goes home without sweeping. */
  dismiss(): void;
}

/** Starts a janitor and waits until it listens; nothing may be made in the engine before. Throws INTERNAL. */
export async function startJanitor(engine: Engine, owner: Owner): Promise<Janitor> {
  const child = spawn(process.execPath, ["--import", loader, program, owner.run], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, NODE_OPTIONS: "", DOCKER_HOST: engine.endpoint, HAPROOF_SETUP: "never" },
  });
  child.unref();
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
  const { pid } = child;
  if (pid === undefined) throw new HarnessError("INTERNAL", "the janitor has no process");
  return {
    pid,
    dismiss: () => {
      child.stdin.end("bye\n");
    },
  };
}
