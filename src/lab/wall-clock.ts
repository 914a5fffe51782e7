import type { At, Instant } from "../timeline/clock.ts";
import { followKernel, fromWall, now, ownNow, sampleWallOffset } from "../timeline/clock.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";
import { OffsetTrack } from "../timeline/offset-track.ts";
import { bestKernelReading, isOwnClock, ownBootId, readKernelClock } from "./kernel-clock.ts";
import type { KernelReading, RunInHost } from "./kernel-clock.ts";

const everyMs = 1_000;
/** A host that is asked for its clocks answers within this time, in milliseconds, unless it is frozen. */
const answersWithinMs = 200;
/**
 * How fast the wall clock may move against CLOCK_MONOTONIC of its own kernel without being told of, in parts in a million. Linux
 * slews both alike (clock_gettime(2)), so between steps their difference stands still; this is 0.1 ms from sample to sample.
 */
const wallDriftPpm = 100;
/** How fast the clocks of two kernels may move against each other: each is slewed by 500 at most (adjtimex(2), MAXFREQ). */
const kernelDriftPpm = 1_000;

/**
 * Converts what programs in a lab stamp with the wall clock, and follows the lab kernel's clock where that is not this process's.
 * Samples the offsets every second, and tells of every step of a clock and of every stall of the harness itself: instants taken
 * across one are not to be trusted.
 */
export class WallClock {
  readonly #tell: (event: DisturbanceEvent) => void;
  readonly #timer: NodeJS.Timeout;
  /** The lab's wall clock over its monotonic one. */
  #wall = new OffsetTrack(sampleWallOffset(), ownNow(), wallDriftPpm);
  #sampledAt = now();
  /** On another kernel: its monotonic clock over this process's, by this process's. */
  #kernel: OffsetTrack | undefined;
  #met: Promise<void> | undefined;
  #asking = false;
  /** Hosts that can be asked; the first that answers is. */
  readonly #hosts = new Set<RunInHost>();

  /** @param tell hears of steps and stalls */
  constructor(tell: (event: DisturbanceEvent) => void = () => undefined) {
    this.#tell = tell;
    this.#timer = setInterval(() => void this.#sample(), everyMs);
    this.#timer.unref();
  }

  /** Whether the lab's clock is another than this process's. */
  get isForeign(): boolean {
    return this.#kernel !== undefined;
  }

  instantOf(wallMs: number): Instant {
    // What the offset is at that instant depends on the instant; a first approximation is good to a microsecond of width.
    return fromWall(wallMs, this.#wall.at(fromWall(wallMs, this.#wall.at(this.#sampledAt)).notBefore));
  }

  /**
   * Meets a host. The first one is asked whether it lives by this process's clock; if not, that one is followed from here on.
   * Throws AGENT_FAILED where it cannot tell.
   */
  async meet(run: RunInHost): Promise<void> {
    this.#hosts.add(run);
    this.#met ??= this.#look(run);
    await this.#met;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(run: RunInHost): Promise<void> {
    const first = await readKernelClock(run);
    if (isOwnClock(first, ownBootId())) return;
    const best = await bestKernelReading(run);
    this.#kernel = new OffsetTrack(best.labOverOwn, best.takenAt, kernelDriftPpm);
    this.#follow();
    this.#sampledAt = now();
    this.#wall = new OffsetTrack(best.wallOverLab, this.#sampledAt, wallDriftPpm);
  }

  async #sample(): Promise<void> {
    if (this.#kernel === undefined) {
      this.#take(sampleWallOffset());
      return;
    }
    if (this.#asking) return;
    this.#asking = true;
    const reading = await this.#ask();
    this.#asking = false;
    if (reading !== undefined) {
      const movedMs = this.#kernel.take(reading.labOverOwn, reading.takenAt);
      if (movedMs > 0) this.#stepped(`the clock of the lab's kernel moved by ${movedMs.toFixed(3)} ms`);
    }
    this.#follow();
    if (reading !== undefined) this.#take(reading.wallOverLab);
  }

  /** Undefined where no host answers: then what is known only grows wider. */
  async #ask(): Promise<KernelReading | undefined> {
    for (const run of this.#hosts) {
      const reading = await Promise.race([readKernelClock(run).catch(() => "gone" as const), silence()]);
      if (typeof reading === "object") return reading;
      if (reading === "gone") this.#hosts.delete(run);
    }
    return undefined;
  }

  #follow(): void {
    if (this.#kernel !== undefined) followKernel(this.#kernel.at(ownNow()));
  }

  #take(wall: ReturnType<typeof sampleWallOffset>): void {
    const [lastAt, at] = [this.#sampledAt, now()];
    const movedMs = this.#wall.take(wall, at);
    if (movedMs > 0) this.#stepped(`the wall clock moved by ${movedMs.toFixed(3)} ms`);
    this.#sampledAt = at;
    const lateMs = at - lastAt - everyMs;
    if (lateMs <= everyMs) return;
    const detail = `the harness did not run for ${Math.round(lateMs)} ms`;
    this.#told("harness-stalled", detail, { notBefore: lastAt, notAfter: at });
  }

  #stepped(detail: string): void {
    this.#told("clock-step", detail, { notBefore: this.#sampledAt, notAfter: now() });
  }

  #told(what: DisturbanceEvent["what"], detail: string, at: { notBefore: At; notAfter: At }): void {
    this.#tell({ kind: "disturbance", what, detail, at });
  }
}

/** A host that is frozen neither answers nor goes. */
function silence(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), answersWithinMs).unref();
  });
}
