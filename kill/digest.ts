import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";
import type { Engine } from "../src/lab/engine/engine.ts";

const run = promisify(execFile);

/** A machine's state as sorted lines: what a run could leave behind. Images, build cache and the engine itself are no part of it. */
export type Digest = readonly string[];

export interface DigestOptions {
  readonly engine: Pick<Engine, "docker">;
  /** Processes with this in their command line are a run's own. */
  readonly program: string;
  /** Folders that a run may have temporary files in. */
  readonly folders: readonly string[];
}

export async function digest({ engine, program, folders }: DigestOptions): Promise<Digest> {
  const parts = await Promise.all([
    engineThings(engine),
    lines("interface", readdir("/sys/class/net")),
    processes(program),
    command("iptables-save", []),
    command("nft", ["list", "ruleset"]),
    command("tc", ["qdisc", "show"]),
    command("ip", ["route", "show", "table", "all"]),
    ...folders.map((folder) => lines("file", readdir(folder, { recursive: true }))),
  ]);
  return [...new Set(parts.flat())].sort();
}

/** What is in one digest and not in the other: "+ container …", "- qdisc …". */
export function difference(before: Digest, after: Digest): readonly string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}

async function engineThings({ docker }: Pick<Engine, "docker">): Promise<readonly string[]> {
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  return [
    ...containers.map(({ Id, Names, State }) => `container ${Names[0] ?? Id} ${State}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...((volumes.Volumes as typeof volumes.Volumes | null) ?? []).map(({ Name }) => `volume ${Name}`),
  ];
}

/** A run's processes, those in containers, and every network namespace that a process is in. */
async function processes(program: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string): Promise<string> =>
        readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
      const [words, cgroup, namespace] = await Promise.all([
        read("cmdline"),
        read("cgroup"),
        readlink(`/proc/${pid}/ns/net`).catch(() => ""),
      ]);
      const container = /[/-](?<id>[0-9a-f]{64})/.exec(cgroup)?.groups?.["id"];
      return [
        ...(namespace === "" ? [] : [`network namespace ${namespace}`]),
        ...(container === undefined ? [] : [`process in container ${container}`]),
        ...(words.includes(program) ? [`process ${pid} ${words.replaceAll("\0", " ").slice(0, 120)}`] : []),
      ];
    }),
  );
  return found.flat();
}

/** A command's lines without comments and counters. One that this machine has not says so, before and after. */
async function command(name: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run(name, args, { maxBuffer: 1e8 }).catch(() => ({
    stdout: "not to be asked here\n",
  }));
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => `${name}: ${withoutCounters(line).trim()}`);
}

/** "[12:3456]" of iptables, "counter packets 12 bytes 3456" of nft. */
export function withoutCounters(line: string): string {
  return line.replace(/\[\d+:\d+\]/g, "").replace(/packets \d+ bytes \d+/g, "");
}

async function lines(what: string, names: Promise<readonly string[]>): Promise<readonly string[]> {
  return (await names.catch(() => [])).map((name) => `${what} ${name}`);
}
