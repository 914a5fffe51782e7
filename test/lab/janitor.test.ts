import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { fakeEngine } from "./engine/fake-engine.ts";
import { engineWith } from "./things.ts";
import type { Thing } from "./things.ts";

const program = fileURLToPath(new URL("../../src/lab/janitor-main.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

const run: readonly Thing[] = [
  { kind: "container", name: "aaa", run: "r" },
  { kind: "container", name: "ggg", run: "r", guard: "running" },
  { kind: "network", name: "nnn", run: "r" },
];
const other: Thing = { kind: "container", name: "ccc", run: "other" };

/** The janitor's own program, with a made-up engine; resolves when it has gone home. */
async function janitor(lastWords: string): Promise<readonly Thing[]> {
  const things = [...run, other];
  const { socket } = await fakeEngine((asked) =>
    asked.path.endsWith("/version")
      ? { lines: [{ ApiVersion: "1.41", Version: "20.10" }] }
      : engineWith(things)(asked),
  );
  const child = spawn(process.execPath, ["--import", loader, program, "r"], {
    env: { ...process.env, NODE_OPTIONS: "", DOCKER_HOST: `unix://${socket}`, HAPROOF_SETUP: "never" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  expect(things, "nothing is touched while it is held").toHaveLength(run.length + 1);
  child.kill("SIGTERM");
  child.stdin.end(lastWords);
  await once(child, "exit");
  return things;
}

/** A process that loads Docker's client on a busy machine, and four looks at nothing. */
const limitMs = 40_000;

test(
  "removes everything of its run, the guard too, when its owner ends without a word, and is deaf to signals",
  async () => {
    expect(await janitor("")).toEqual([other]);
  },
  limitMs,
);

test(
  "removes nothing when its owner says goodbye",
  async () => {
    expect(await janitor("bye\n")).toEqual([...run, other]);
  },
  limitMs,
);
