import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectEngine } from "../src/lab/engine/engine.ts";
import { enginePaths } from "../src/lab/engine/paths.ts";
import { readMarker } from "../src/lab/engine/marker.ts";
import { stopEngine } from "../src/lab/engine/stop.ts";
import { hostLabel, ownerPidLabel } from "../src/lab/labels.ts";
import { asBefore } from "./run-and-kill.ts";
import type { Before } from "./run-and-kill.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
/** One trial on one lab: the shortest claim that there is. */
const command = [
  "bin/haproof.js",
  "certify",
  "cosmian-kms",
  "--profile",
  "tuned",
  "--only",
  "KMS-08",
  "--jobs",
  "1",
];
/** From the line that says that the lab is steady to the middle of its only trial, in milliseconds. */
const midTrialMs = 1_500;

/** Something that happens to a run, what the user is to be told, and with which exit code the run ends. */
export interface Mishap {
  readonly name: string;
  readonly exit: number;
  /** In what it prints, on either stream. */
  readonly says: RegExp;
  /** Why this machine cannot try it; undefined where it can. */
  readonly impossible?: () => Promise<string | undefined>;
  /** Before the run starts; returns its undo. */
  readonly prepare?: (machine: Before, reports: string) => () => void;
  /** In the middle of the trial. */
  readonly happen?: (machine: Before, pid: number) => Promise<void>;
}

export const mishaps: readonly Mishap[] = [
  {
    name: "Ctrl-C",
    exit: 130,
    says: /interrupted; every fault is healed and every lab is gone/,
    happen: (_, pid) => signal(pid, "SIGINT"),
  },
  {
    name: "Ctrl-C twice",
    exit: 130,
    says: /interrupted: healing and removing the labs/,
    happen: async (_, pid) => {
      await signal(pid, "SIGINT");
      await passed(100);
      await signal(pid, "SIGINT");
    },
  },
  {
    name: "stopped for 10 s",
    exit: 2,
    says: /inconclusive/i,
    happen: async (_, pid) => {
      await signal(pid, "SIGSTOP");
      await passed(10_000);
      await signal(pid, "SIGCONT");
    },
  },
  {
    name: "a container removed by hand",
    // A trial that could not be finished is inconclusive; the trials of other labs count.
    exit: 2,
    says: /the container of kms2 was removed by somebody else/,
    happen: async ({ engine: { docker } }, pid) => {
      const [kms2] = await docker.listContainers({
        filters: { label: [`${ownerPidLabel}=${pid}`, `${hostLabel}=kms2`] },
      });
      if (kms2 !== undefined) await docker.getContainer(kms2.Id).remove({ force: true });
    },
  },
  {
    name: "no space left under reports",
    exit: 69,
    says: /no space left to write .*reports/,
    impossible: () =>
      Promise.resolve(process.platform === "linux" && process.getuid?.() === 0 ? undefined : "needs root"),
    prepare: (_, reports) => {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "haproof", reports]);
      return () => void execFileSync("umount", [reports]);
    },
  },
  {
    name: "the engine restarted",
    exit: 69,
    says: /engine|host's shell/,
    impossible: async () =>
      (await readMarker(enginePaths.marker))?.running === undefined ? "haproof did not start it" : undefined,
    happen: async () => {
      await stopEngine();
      await connectEngine({ env: { ...process.env, HAPROOF_SETUP: "auto" }, say: () => undefined });
    },
  },
];

export interface MishapResult {
  readonly exit: number;
  readonly output: string;
  readonly goneAfterMs: number | undefined;
  /** What is wrong, one line each; empty when the run ended as it should. */
  readonly wrong: readonly string[];
}

/** Runs a certification to which one mishap happens. */
export async function tryMishap(machine: Before, mishap: Mishap): Promise<MishapResult> {
  const reports = join(machine.folder, "reports", mishap.name.replaceAll(/\W+/g, "-"));
  mkdirSync(reports);
  const undo = mishap.prepare?.(machine, reports);
  try {
    const { exit, output } = await certify(machine, mishap, reports);
    const endedAt = performance.now();
    const { goneAfterMs, left } = await asBefore(machine, endedAt);
    return {
      exit,
      output,
      goneAfterMs,
      wrong: [
        ...(exit === mishap.exit ? [] : [`it ended with ${exit}, not with ${mishap.exit}`]),
        ...(mishap.says.test(output) ? [] : [`it does not say ${String(mishap.says)}`]),
        ...(/internal error|^\s+at /m.test(output) ? ["it shows a stack trace"] : []),
        ...left,
      ],
    };
  } finally {
    undo?.();
  }
}

async function certify(
  machine: Before,
  { happen }: Mishap,
  reports: string,
): Promise<{ exit: number; output: string }> {
  const child = spawn(process.execPath, [...command, "--out", reports], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: machine.folder, HAPROOF_SETUP: "never" },
  });
  let output = "";
  let steady: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (steady = resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if (/^lab .* steady after/m.test(output)) steady();
    });
  }
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  await Promise.race([started, ended]);
  if (happen !== undefined && child.exitCode === null) {
    await passed(midTrialMs);
    await happen(machine, child.pid ?? 0);
  }
  return { exit: await ended, output };
}

function signal(pid: number, name: NodeJS.Signals): Promise<void> {
  process.kill(pid, name);
  return Promise.resolve();
}
