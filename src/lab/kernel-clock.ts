import { readFileSync } from "node:fs";
import { HarnessError } from "../errors.ts";
import { ownNow } from "../timeline/clock.ts";
import type { At, ClockOffset } from "../timeline/clock.ts";

/** Runs a script inside a host of the lab and resolves with what it printed. */
export type RunInHost = (script: string) => Promise<{ readonly output: string }>;

/** What the clocks of the lab's kernel showed, and between which instants of this process they were asked. */
export interface KernelReading {
  /** Changes with every boot of a kernel, and is the same in all containers on it. */
  readonly bootId: string;
  /** The lab's CLOCK_REALTIME minus its CLOCK_MONOTONIC. */
  readonly wallOverLab: ClockOffset;
  /** The lab's CLOCK_MONOTONIC minus this process's. */
  readonly labOverOwn: ClockOffset;
  readonly takenAt: At;
}

/** Round trips of which the quickest counts: a round trip can only be made longer, never shorter (Cristian 1989). */
const roundTrips = 8;

/** perl-base is in every Debian. The shell's own stamps enclose perl's start, so that it does not count as round trip. */
const script = String.raw`read -r boot < /proc/sys/kernel/random/boot_id
asked=$EPOCHREALTIME
perl -MTime::HiRes=clock_gettime,CLOCK_MONOTONIC,CLOCK_REALTIME -e 'my $m = clock_gettime(CLOCK_MONOTONIC); my $w = clock_gettime(CLOCK_REALTIME); printf "%.6f %.6f %.6f ", $m, $w, clock_gettime(CLOCK_MONOTONIC)'
echo "$asked $EPOCHREALTIME $boot"`;

/** One reading of the lab kernel's clocks. Throws AGENT_FAILED where the host cannot tell. */
export async function readKernelClock(run: RunInHost, own: () => At = ownNow): Promise<KernelReading> {
  const sentAt = own();
  const { output } = await run(script);
  return kernelReading(output, { sentAt, heardAt: own() });
}

/** The narrowest of several readings. */
export async function bestKernelReading(run: RunInHost, own: () => At = ownNow): Promise<KernelReading> {
  let best = await readKernelClock(run, own);
  for (let trip = 1; trip < roundTrips; trip++) {
    const next = await readKernelClock(run, own);
    if (widthMs(next.labOverOwn) < widthMs(best.labOverOwn)) best = next;
  }
  return best;
}

/**
 * What a reading's output says. Its first stamp was made after `sentAt`, its last before `heardAt`; so the lab's wall clock is
 * ahead of this process by [last − heardAt, first − sentAt], whatever part of the round trip was the way there.
 */
export function kernelReading(
  output: string,
  { sentAt, heardAt }: { readonly sentAt: At; readonly heardAt: At },
): KernelReading {
  const words = output.trim().split(/\s+/);
  const [before, wall, after, asked, answered] = words.slice(0, 5).map((word) => Number(word) * 1000);
  const bootId = words[5];
  if (before === undefined || wall === undefined || after === undefined) throw unreadable(output);
  if (asked === undefined || answered === undefined || bootId === undefined) throw unreadable(output);
  if (![before, wall, after, asked, answered].every(Number.isFinite)) throw unreadable(output);
  // Stamps are printed in whole microseconds, cut off or rounded.
  const wallOverLab = { minMs: wall - after - microsecond, maxMs: wall - before + microsecond };
  const labOverOwn = {
    minMs: answered - heardAt - wallOverLab.maxMs,
    maxMs: asked + microsecond - sentAt - wallOverLab.minMs,
  };
  return { bootId, wallOverLab, labOverOwn, takenAt: heardAt };
}

const microsecond = 0.001;

/** The boot id of the kernel that this process runs on; undefined where it is not Linux. */
export function ownBootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Whether the lab's clock is this process's. The same boot is not enough: a time namespace has a clock of its own. */
export function isOwnClock({ bootId, labOverOwn }: KernelReading, own: string | undefined): boolean {
  return bootId === own && labOverOwn.minMs <= 0 && labOverOwn.maxMs >= 0;
}

function widthMs({ minMs, maxMs }: ClockOffset): number {
  return maxMs - minMs;
}

function unreadable(output: string): HarnessError {
  return new HarnessError("AGENT_FAILED", `a host does not tell its clocks: ${output.trim().slice(0, 200)}`);
}
