import type { DisturbanceEvent } from "../timeline/events.ts";
import { nowUs } from "./microseconds.ts";
import type { AgentMessage, WireLine } from "./protocol.ts";
import { atOf, encodeSample } from "./sample-wire.ts";
import type { Completed, Schedule, WireSample } from "./sample-wire.ts";

/** Samples leave the thread in batches: a message for each would cost as much as the operation itself. */
const everyMs = 50;

/** Text for the agent's standard output, and whether the thread has nothing more to say. */
export interface ThreadReport {
  readonly lines: string;
  /** Answers a flush: everything that ended before it is in this report or an earlier one. */
  readonly flushed?: number;
  readonly ended?: boolean;
}

/**
 * Collects what a probe's thread has to say and hands it over every 50 ms. Since that timer should be on time, it is
 * also the watch that notices when the thread did not run.
 */
export class Outbox {
  readonly #probe: string;
  readonly #schedule: Schedule;
  readonly #stallUs: number;
  readonly #post: (report: ThreadReport) => void;
  readonly #timer: NodeJS.Timeout;
  #lines = "";
  #samples: WireSample[] = [];
  #beatUs = nowUs();

  /** @param stallMs a pause longer than this is told as a disturbance */
  constructor(
    { probe, schedule, stallMs }: { probe: string; schedule: Schedule; stallMs: number },
    post: (report: ThreadReport) => void,
  ) {
    this.#probe = probe;
    this.#schedule = schedule;
    this.#stallUs = stallMs * 1e3;
    this.#post = post;
    this.#timer = setInterval(() => this.#beat(), everyMs);
  }

  say(line: WireLine | AgentMessage): void {
    this.#packSamples();
    this.#lines += `${JSON.stringify(line)}\n`;
  }

  sample(completed: Completed): void {
    this.#samples.push(encodeSample(completed, this.#schedule));
  }

  flush(answer: Omit<ThreadReport, "lines"> = {}): void {
    this.#packSamples();
    if (this.#lines === "" && answer.flushed === undefined && answer.ended === undefined) return;
    this.#post({ lines: this.#lines, ...answer });
    this.#lines = "";
  }

  end(): void {
    clearInterval(this.#timer);
    this.flush({ ended: true });
  }

  #packSamples(): void {
    if (this.#samples.length === 0) return;
    this.#lines += `${JSON.stringify([this.#probe, this.#samples])}\n`;
    this.#samples = [];
  }

  #beat(): void {
    const beatUs = nowUs();
    const lateUs = beatUs - this.#beatUs - everyMs * 1e3;
    if (lateUs > this.#stallUs) this.say(this.#stall(lateUs, beatUs));
    this.#beatUs = beatUs;
    this.flush();
  }

  #stall(lateUs: number, beatUs: number): DisturbanceEvent {
    return {
      kind: "disturbance",
      what: "prober-stalled",
      probe: this.#probe,
      detail: `probe ${this.#probe} did not run for ${Math.round(lateUs / 1e3)} ms`,
      at: { notBefore: atOf(this.#beatUs), notAfter: atOf(beatUs) },
    };
  }
}
