import { messageOf } from "../errors.ts";
import type { Journey } from "./journey.ts";
import { nowUs } from "./microseconds.ts";
import { OpenLoop } from "./open-loop.ts";
import type { Sender } from "./open-loop.ts";
import { Operation } from "./operation.ts";
import type { Completed, Schedule } from "./sample-wire.ts";

/** Operations that may be open beyond those that the deadline alone keeps open. Bounds the burst after a stall. */
const burst = 64;

export interface ProbeSettings {
  readonly schedule: Schedule;
  readonly firstK: number;
  readonly deadlineMs: number;
}

/** Who hears of a probe's operations. */
export interface ProbeListener {
  completed(sample: Completed): void;
  /** A journey broke its contract. */
  broken(defect: string): void;
  /** The probe was stopped and its last operation has ended. */
  drained(operations: number): void;
}

/** One journey, sent in an open loop, each operation with its own deadline. */
export class Probe implements Sender {
  readonly #journey: Journey;
  readonly #deadlineMs: number;
  readonly #mostOpen: number;
  readonly #listener: ProbeListener;
  readonly #loop: OpenLoop;
  #open = 0;
  #operations = 0;
  #stopping = false;

  constructor(journey: Journey, { schedule, firstK, deadlineMs }: ProbeSettings, listener: ProbeListener) {
    this.#journey = journey;
    this.#deadlineMs = deadlineMs;
    this.#mostOpen = Math.ceil((deadlineMs * 1e3) / schedule.everyUs) + burst;
    this.#listener = listener;
    this.#loop = new OpenLoop(schedule, firstK, this);
  }

  start(): void {
    this.#loop.start();
  }

  /** Lets what is under way end by itself; then the listener hears `drained`. */
  stop(): void {
    this.#stopping = true;
    this.#loop.stop();
    this.#drainIfIdle();
  }

  isAwaiting(): boolean {
    return this.#open > 0;
  }

  send(k: number): void {
    const sentUs = nowUs();
    this.#operations += 1;
    if (this.#open >= this.#mostOpen) {
      this.#listener.completed({
        k,
        sentUs,
        doneUs: sentUs,
        result: { outcome: "indeterminate", detail: `not sent: ${this.#open} operations are open` },
      });
      return;
    }
    this.#open += 1;
    const operation = new Operation(this.#deadlineMs, sentUs, (result, doneUs, defect) => {
      this.#open -= 1;
      this.#listener.completed({ k, sentUs, doneUs, result });
      if (defect !== undefined) this.#listener.broken(defect);
      this.#drainIfIdle();
    });
    operation.run(this.#journey);
  }

  #drainIfIdle(): void {
    if (!this.#stopping || this.#open > 0) return;
    try {
      this.#journey.close?.();
    } catch (thrown) {
      this.#listener.broken(`the journey failed to close: ${messageOf(thrown)}`);
    }
    this.#listener.drained(this.#operations);
  }
}
