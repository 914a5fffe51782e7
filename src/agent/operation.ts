import { messageOf } from "../errors.ts";
import type { At } from "../timeline/clock.ts";
import type { Deadline, Journey, Result } from "./journey.ts";
import { nowUs, usOf } from "./microseconds.ts";
import { atOf } from "./sample-wire.ts";

/** Told once for every operation. `defect` is set where the journey itself broke its contract. */
export type Ended = (result: Result, doneUs: number, defect?: string) => void;

/**
 * One run of a journey under its own deadline, which is kept here and not in the journey: an operation ends when its
 * time is up even if the journey never hears of it.
 */
export class Operation implements Deadline {
  readonly #endUs: number;
  readonly #ended: Ended;
  readonly #tearDowns: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(deadlineMs: number, sentUs: number, ended: Ended) {
    this.#endUs = sentUs + usOf(deadlineMs);
    this.#ended = ended;
    this.#arm(deadlineMs);
  }

  get at(): At {
    return atOf(this.#endUs);
  }

  onExpiry(tearDown: () => void): void {
    if (this.#isOver) tearDown();
    else this.#tearDowns.push(tearDown);
  }

  /** Never throws: a journey that does has broken its contract, and nothing is known of the service. */
  run(journey: Journey): void {
    const broken = (thrown: unknown): void => {
      const detail = `the journey failed: ${messageOf(thrown)}`;
      this.#end({ outcome: "indeterminate", detail }, detail);
    };
    try {
      journey.operate(this).then((result) => this.#end(result), broken);
    } catch (thrown) {
      broken(thrown);
    }
  }

  #arm(leftMs: number): void {
    this.#timer = setTimeout(this.#onTimer, leftMs);
  }

  readonly #onTimer = (): void => {
    // Timers count from the start of a turn of the event loop, so they can be early by as long as that turn lasted.
    const leftUs = this.#endUs - nowUs();
    if (leftUs > 0) this.#arm(Math.ceil(leftUs / 1e3));
    // After a stall, timers run before sockets are read: an answer that is already here must win.
    else setImmediate(this.#expire);
  };

  readonly #expire = (): void => {
    if (this.#isOver) return;
    this.#end({ outcome: "timeout" });
    for (const tearDown of this.#tearDowns) tearDown();
  };

  #end(result: Result, defect?: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#ended(result, nowUs(), defect);
  }
}
