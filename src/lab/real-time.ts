import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import type Dockerode from "dockerode";

/** What a group's real-time budget is counted by, in microseconds: nobody who overdraws it is held back for longer. */
const periodUs = 100_000;
/** Of every processor, the budget of an engine that we start: all labs together have no more. The kernel itself keeps 0.05 back. */
const wholeShare = 0.9;
/** A prober that overdraws its budget is held back, which is worse than none: a lab with less than this can do that. */
const leastShare = 0.45;
/** Labs run side by side for every two processors (architecture.md 9); the third and later ones go without. */
const coresOfLab = 2;

/** Options that an engine is started with so that it has a budget to give: those of dockerd(8) where the kernel counts budgets. */
export function realTimeOptions(exists: (path: string) => boolean = existsSync): readonly string[] {
  return exists("/sys/fs/cgroup/cpu/cpu.rt_runtime_us") ? [`--cpu-rt-runtime=${wholeShare * 1e6}`] : [];
}

/**
 * Gives a running container of ours a real-time budget where the kernel counts one for each control group (version 1 with
 * RT_GROUP_SCHED, where every group begins with none), so that a prober in it may be scheduled before everything else. Does nothing
 * where there is no such thing, where the engine runs on another machine, or where the engine's own group has no budget to give: the
 * prober says what it was granted.
 */
export async function grantRealTime(container: Dockerode.Container): Promise<void> {
  const { Id, State } = await container.inspect();
  const groups = await readFile(`/proc/${State.Pid}/cgroup`, "utf8").catch(() => "");
  const group = processorGroup(groups, Id);
  if (group === undefined) return;
  const folder = `/sys/fs/cgroup/cpu${group}`;
  if (!(await accepts(`${folder}/cpu.rt_period_us`, periodUs))) return;
  const share = Math.max(leastShare, wholeShare / Math.max(1, Math.floor(cpus().length / coresOfLab)));
  await accepts(`${folder}/cpu.rt_runtime_us`, Math.round(share * periodUs));
}

/**
 * The control group that shares out processors (cgroups(7), version 1) by a process's /proc/PID/cgroup, if it is this container's
 * own: with an engine elsewhere, the same number names some other process here.
 */
export function processorGroup(cgroups: string, containerId: string): string | undefined {
  const lines = cgroups.split("\n").map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const path = lines.find((match) => match?.[1]?.split(",").includes("cpu"))?.[2];
  return path?.includes(containerId) === true ? path : undefined;
}

async function accepts(file: string, value: number): Promise<boolean> {
  return writeFile(file, String(value), { flag: "r+" }).then(
    () => true,
    () => false,
  );
}
