import { readFileSync, statfsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { release } from "node:os";
import { gunzipSync } from "node:zlib";

/** Texts of a kernel's /proc and /sys, from this machine or from inside a container. */
export interface KernelReading {
  readonly clockSource: string;
  readonly loadavg: string;
  /** The first line of /proc/stat, twice, some hundred milliseconds apart. */
  readonly statBefore: string;
  readonly statAfter: string;
}

/** Long enough for fifty ticks of each core, short enough for a person who waits. */
const betweenStatsMs = 500;

/** Reads this machine's kernel; undefined where there is no /proc. */
export async function readKernel(): Promise<KernelReading | undefined> {
  try {
    const statBefore = readFileSync("/proc/stat", "utf8");
    await sleep(betweenStatsMs);
    return {
      clockSource: readFileSync(
        "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        "utf8",
      ).trim(),
      loadavg: readFileSync("/proc/loadavg", "utf8"),
      statBefore,
      statAfter: readFileSync("/proc/stat", "utf8"),
    };
  } catch {
    return undefined;
  }
}

/** The same from inside a container, as lines "@name text". */
export const readingScript = [
  'echo "@before $(head -n 1 /proc/stat)"',
  `sleep ${betweenStatsMs / 1_000}`,
  'echo "@after $(head -n 1 /proc/stat)"',
  'echo "@load $(cat /proc/loadavg)"',
  'echo "@clock $(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)"',
].join("\n");

/** Reads what the script printed; undefined when a line is missing. */
export function readingIn(output: string): KernelReading | undefined {
  const text = (name: string): string | undefined =>
    new RegExp(`^@${name} (?<text>.+?)\\r?$`, "m").exec(output)?.groups?.["text"];
  const [clockSource, loadavg, statBefore, statAfter] = [
    text("clock"),
    text("load"),
    text("before"),
    text("after"),
  ];
  if (clockSource === undefined || loadavg === undefined) return undefined;
  if (statBefore === undefined || statAfter === undefined) return undefined;
  return { clockSource, loadavg, statBefore, statAfter };
}

/** Processes that ran or waited for a core, over the last minute. */
export function loadOf({ loadavg }: KernelReading): number {
  return Number.parseFloat(loadavg);
}

/** Share of the cores' time that a hypervisor took, 0 to 1: the eighth figure of /proc/stat (proc(5)). */
export function stealOf({ statBefore, statAfter }: KernelReading): number {
  const [before, after] = [ticks(statBefore), ticks(statAfter)];
  // guest and guest_nice, the last two, are counted in user and nice already.
  const passed = sum(after.slice(0, 8)) - sum(before.slice(0, 8));
  return passed <= 0 ? 0 : ((after[7] ?? 0) - (before[7] ?? 0)) / passed;
}

function ticks(stat: string): readonly number[] {
  return (stat.split("\n")[0] ?? "").trim().split(/\s+/).slice(1).map(Number);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** How the running kernel was built; undefined where it does not tell. */
export function kernelConfig(): string | undefined {
  try {
    return gunzipSync(readFileSync("/proc/config.gz")).toString();
  } catch {
    try {
      return readFileSync(`/boot/config-${release()}`, "utf8");
    } catch {
      return undefined;
    }
  }
}

/** Bytes that are free to this user under a folder; undefined where it is not on this machine. */
export function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
