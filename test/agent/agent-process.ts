import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { bundle } from "../../src/lab/images/bundle.ts";
import { AgentReader } from "../../src/agent/protocol.ts";
import type { AgentCommand, AgentMessage } from "../../src/agent/protocol.ts";

/** An agent that runs as it does in a lab: one bundled file, commands in, lines out. */
export interface AgentProcess {
  readonly child: ChildProcess;
  readonly heard: readonly AgentMessage[];
  send(command: AgentCommand | string): void;
  /** The first message, past or future, for which it holds. */
  until(wanted: (message: AgentMessage) => boolean): Promise<AgentMessage>;
  heardOf<Kind extends AgentMessage["kind"]>(kind: Kind): Extract<AgentMessage, { kind: Kind }>[];
  exited: Promise<number | null>;
}

/** Bundles an entry file into a folder of its own, which the caller removes with `remove`. */
export async function bundled(
  entry = fileURLToPath(new URL("../../src/agent/main.ts", import.meta.url)),
): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "haproof-agent-"));
  const file = join(folder, "agent.cjs");
  await writeFile(file, await bundle(entry));
  return { file, remove: () => rm(folder, { recursive: true }) };
}

/** An agent that leaves its priority as it is, unless told otherwise: tests need no precedence over others' work. */
export function runningAgent(file: string, flags: readonly string[] = ["--keep-priority"]): AgentProcess {
  const child = spawn(process.execPath, [file, ...flags], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard: AgentMessage[] = [];
  const waiting = new Set<() => void>();
  const reader = new AgentReader();
  createInterface({ input: child.stdout }).on("line", (line) => {
    heard.push(...reader.read(line));
    for (const look of waiting) look();
  });
  return {
    child,
    heard,
    send: (command) =>
      void child.stdin.write(typeof command === "string" ? `${command}\n` : `${JSON.stringify(command)}\n`),
    until: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = heard.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    heardOf: <Kind extends AgentMessage["kind"]>(kind: Kind) =>
      heard.filter((message): message is Extract<AgentMessage, { kind: Kind }> => message.kind === kind),
    exited: once(child, "exit").then(([code]) => code as number | null),
  };
}
