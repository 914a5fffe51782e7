import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

/** Everything that haproof makes in an engine carries these labels; nothing without them is ever touched. */
export const runLabel = "haproof.run";
export const ownerPidLabel = "haproof.owner.pid";
export const ownerStartLabel = "haproof.owner.start";
export const hostLabel = "haproof.host";
/** On the container that says that a run is alive. */
export const guardLabel = "haproof.guard";

/** One process that owns labs. Its start time tells it from a later process that got the same pid. */
export interface Owner {
  readonly run: string;
  readonly pid: number;
  readonly start: string;
}

export function newOwner(): Owner {
  return {
    run: `haproof-${randomBytes(4).toString("hex")}`,
    pid: process.pid,
    start: processStart(process.pid) ?? "unknown",
  };
}

export function labelsOf(owner: Owner): Record<string, string> {
  return { [runLabel]: owner.run, [ownerPidLabel]: String(owner.pid), [ownerStartLabel]: owner.start };
}

/**
 * Start time of a process in clock ticks since boot, together with the boot's id; undefined when there is none, or no
 * /proc to ask (then only the janitor's socket tells life from death).
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${boot}-${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}
