import { HarnessError, messageOf } from "../errors.ts";
import type { Host } from "../lab/host.ts";
import { now } from "../timeline/clock.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import { active, injecting } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { hostOf } from "./processes.ts";

/** The kernel's own default: quotas are dealt out ten times a second. */
const periodUs = 100_000;
/** A loop has to be held back within this long; ten periods. */
const stallWithinUs = 10 * periodUs;
/** Two periods without a stall witness the heal. */
const freeForUs = 2 * periodUs;

/**
 * A host gets a part of one core: in each tenth of a second its processes run until their quota is used up and then stand still to the
 * end. Peers see answers that come late, by a tenth of a second or several. Processes of real-time priority are not held back.
 * Injected by the engine; witnessed by the kernel's own count of stalls while the hand keeps a core busy, and by what it got.
 */
export function cpuThrottle(plan: FaultPlan): Fault {
  return {
    plan,
    inject: (lab) =>
      injecting(async (undo) => {
        const host = lab.host(hostOf(plan));
        const quota = Math.round(coresOf(plan) * periodUs);
        await host.hand.must(countersOf);
        undo(() => limit(host, -1));
        const called = now();
        await limit(host, quota);
        const at = { notBefore: called, notAfter: now() };
        const busy = await host.hand.run(`spin_until ${stallWithinUs} '(( stalls > before + 1 ))'`);
        const stalled = busy.status === 0 && quotaIn(busy.output) === quota;
        const injected = {
          at,
          witnessed: stalled,
          witness: stalled
            ? `a busy loop on ${host.name} is held back (${shareIn(busy.output)} of a core)`
            : `nothing on ${host.name} is held back`,
        };
        return active(injected, async () => {
          const since = now();
          await limit(host, -1);
          const healed = { notBefore: since, notAfter: now() };
          const loop = await host.hand.run(`spin_until ${freeForUs} '(( stalls > before ))'`);
          const free = loop.status !== 0 && quotaIn(loop.output) === undefined;
          const words = free ? `a busy loop on ${host.name} runs free` : `${host.name} is still held back`;
          return { at: healed, witnessed: free, witness: `${words} (${shareIn(loop.output)} of a core)` };
        });
      }),
  };
}

/**
 * Shell functions around the container's own cgroup, of version 1 or 2. `spin_until MICROSECONDS CONDITION` keeps a core busy until the
 * condition on `stalls` is true, and prints the quota in force (microseconds, or max) and its own CPU time and wall time.
 */
const countersOf = `cgroup=; for dir in /sys/fs/cgroup /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
  [[ -r $dir/cpu.stat && $(< $dir/cpu.stat) == *nr_throttled* ]] && cgroup=$dir
done
count_stalls() { local key value; while read -r key value; do [ "$key" = nr_throttled ] && stalls=$value; done < $cgroup/cpu.stat; }
quota_now() { local first rest; read -r first rest < $cgroup/cpu.max || read -r first < $cgroup/cpu.cfs_quota_us; echo "quota $first"; } 2>/dev/null
cpu_now() { local rest; read -r cpu rest < /proc/$$/schedstat; }
spin_until() { local before since cpu from i ended=1
  count_stalls; before=$stalls; since=\${EPOCHREALTIME/./}; cpu_now; from=$cpu
  while (( \${EPOCHREALTIME/./} - since < $1 )); do
    for ((i = 0; i < 2000; i++)); do :; done
    count_stalls; eval "$2" && { ended=0; break; }
  done
  cpu_now; quota_now; echo "ran $(( (cpu - from) / 1000 )) of $(( \${EPOCHREALTIME/./} - since ))"; return $ended; }
[ -n "$cgroup" ] || { echo "no CPU counters in /sys/fs/cgroup"; false; }`;

/** The quota that `spin_until` printed, in microseconds; undefined where there is none. */
export function quotaIn(output: string): number | undefined {
  const quota = Number(/^quota (\S+)$/m.exec(output)?.[1]);
  return quota > 0 ? quota : undefined;
}

/** The share of a core that a busy loop got: "0.11". */
function shareIn(output: string): string {
  const [, ran, of] = /^ran (\d+) of (\d+)$/m.exec(output) ?? [];
  return ran === undefined || of === undefined ? "no share" : (Number(ran) / Number(of)).toFixed(2);
}

function coresOf({ cores = 0 }: FaultPlan): number {
  if (cores >= 0.01 && cores <= 0.99) return cores;
  throw new HarnessError("BAD_INPUT", "cpu-throttle needs cores from 0.01 to 0.99: a part of one core");
}

/** @param quotaUs microseconds in each period; −1 for no limit */
async function limit(host: Host, quotaUs: number): Promise<void> {
  try {
    await host.container.update({ CpuPeriod: periodUs, CpuQuota: quotaUs });
  } catch (cause) {
    const text = `could not change the CPU quota of ${host.name}: ${messageOf(cause)}`;
    throw new HarnessError("FAULT_FAILED", text, { cause });
  }
}
