import { HarnessError } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import type { FaultPlan, ProcessName } from "../timeline/fault-plan.ts";

/** How closely a witness looks: every millisecond, for three seconds at most. */
export const witnessLook = { tries: 3_000, everyMs: 1 } as const;

/**
 * Puts the pids of a service's processes into the hand's `pids`, youngest first: children before their parents, or keepalived's
 * child would end in an orderly way when its parent dies (timing-model.md 1.3). Throws FAULT_FAILED when there is none.
 */
export async function findProcesses(host: Host, process: ProcessName): Promise<void> {
  const { output } = await host.hand.must(`pids=(); for dir in /proc/[1-9]*; do
    { read -r name < "$dir/comm" && read -r stat < "$dir/stat"; } 2>/dev/null || continue
    set -- \${stat##*) }; [ "$1" = Z ] && continue
    ${host.isProcessOf(process)} 2>/dev/null && pids+=("\${dir#/proc/}")
  done; pids=($(printf '%s\\n' "\${pids[@]}" | sort -rn)); echo "\${pids[@]}"`);
  if (output.trim() === "")
    throw new HarnessError("FAULT_FAILED", `no process of ${process} runs on ${host.name}`);
}

/** Shell condition: no process of `pids` is left (a zombie is none). */
export const noneLeft = `(for pid in "\${pids[@]}"; do
    read -r stat < "/proc/$pid/stat" || continue
    set -- \${stat##*) }; [ "$1" = Z ] || exit 1
  done)`;

/** Shell condition: every process of `pids` is stopped. */
export const allStopped = `(for pid in "\${pids[@]}"; do
    read -r stat < "/proc/$pid/stat" || exit 1
    set -- \${stat##*) }; [ "$1" = T ] || exit 1
  done)`;

/** Shell condition: no process of `pids` is stopped. */
export const noneStopped = `(for pid in "\${pids[@]}"; do
    read -r stat < "/proc/$pid/stat" || continue
    set -- \${stat##*) }; [ "$1" != T ] || exit 1
  done)`;

/** The process that a plan names. Throws BAD_INPUT when it names none. */
export function processOf(plan: FaultPlan): ProcessName {
  if (plan.process === undefined) throw new HarnessError("BAD_INPUT", `${plan.kind} needs a process`);
  return plan.process;
}

/** The one host that a plan names. Throws BAD_INPUT when it names none or several. */
export function hostOf(plan: FaultPlan): string {
  const [host, ...more] = plan.hosts;
  if (host === undefined || more.length > 0)
    throw new HarnessError("BAD_INPUT", `${plan.kind} needs exactly one host`);
  return host;
}

/** Asks a service's first process to end, as its unit would. PostgreSQL's SIGTERM would wait for every client to leave. */
export function stopCommand(process: ProcessName): string {
  const signal = process === "database" ? "INT" : "TERM";
  return `read -r main < /run/haproof/${process}.pid; kill -${signal} "$main"`;
}
