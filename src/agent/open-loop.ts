import { nowUs } from "./microseconds.ts";
import { dueUs } from "./sample-wire.ts";
import type { Schedule } from "./sample-wire.ts";

/** Node's timers are counted in whole milliseconds and fire up to 1.1 ms late: they may carry the loop this near, no nearer. */
const nearMs = 1.2;
/** How long the thread may sleep without looking at its sockets while an answer is awaited. */
const sliceMs = 0.25;

/** What an open loop needs of the probe that it drives. */
export interface Sender {
  /** Operation k is due, or overdue. Must not block. */
  send(k: number): void;
  /** Whether an answer may come, whose instant would be stamped late if the thread slept. */
  isAwaiting(): boolean;
}

/**
 * Sends operation k at t0 + k·every, whatever became of the earlier ones. What a stall made overdue is sent at once, one
 * after the other, each with its own k: nothing is left out.
 *
 * A timer of Node carries the loop to within a millisecond of the instant; the rest is slept on a futex, which the kernel
 * ends to within 0.1 ms. The figures that decided this are in bench/prober-lag.ts.
 */
export class OpenLoop {
  readonly #schedule: Schedule;
  readonly #sender: Sender;
  readonly #futex = new Int32Array(new SharedArrayBuffer(4));
  #k: number;
  #stopped = false;

  /** @param firstK the first operation to send; it should not be overdue already */
  constructor(schedule: Schedule, firstK: number, sender: Sender) {
    this.#schedule = schedule;
    this.#sender = sender;
    this.#k = firstK;
  }

  start(): void {
    this.#turn();
  }

  /** No operation is sent after it. */
  stop(): void {
    this.#stopped = true;
  }

  readonly #turn = (): void => {
    this.#sendDue();
    if (this.#stopped) return;
    const leftMs = this.#leftMs();
    if (leftMs > nearMs) {
      setTimeout(this.#turn, Math.max(1, Math.floor(leftMs - 1)));
      return;
    }
    if (leftMs > 0) {
      Atomics.wait(this.#futex, 0, 0, this.#sender.isAwaiting() ? Math.min(leftMs, sliceMs) : leftMs);
      this.#sendDue();
    }
    // Through the event loop, so that what arrived meanwhile is stamped before the next sleep.
    setImmediate(this.#turn);
  };

  #sendDue(): void {
    const at = nowUs();
    while (!this.#stopped && dueUs(this.#schedule, this.#k) <= at) {
      this.#k += 1;
      this.#sender.send(this.#k - 1);
    }
  }

  #leftMs(): number {
    return (dueUs(this.#schedule, this.#k) - nowUs()) / 1e3;
  }
}
