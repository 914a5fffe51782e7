import { Worker } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import { ClockWatch } from "./clock-watch.ts";
import { parseCommand } from "./command.ts";
import { nowUs } from "./microseconds.ts";
import type { ThreadReport } from "./outbox.ts";
import type { ThreadOrder } from "./probe-thread.ts";
import type { AgentCommand, FlushCommand, StartCommand, WireLine } from "./protocol.ts";
import { atOf } from "./sample-wire.ts";

const clockEveryMs = 1_000;

/** A flush that has been asked for, and the probes whose answer is still to come. */
interface PendingFlush {
  readonly answer: number;
  readonly awaited: Set<string>;
}

/**
 * The agent's main thread: reads commands, keeps a thread for each probe, passes on what they say. It does no probing
 * itself, so that neither a slow reader nor a burst of commands can delay an operation.
 */
export class Conductor {
  readonly #program: string;
  readonly #write: (lines: string) => void;
  readonly #threads = new Map<string, Worker>();
  /** Threads whose probe has stopped. */
  readonly #idle: Worker[] = [];
  readonly #flushes = new Map<number, PendingFlush>();
  readonly #clock = new ClockWatch();
  #flushCount = 0;

  /** @param program the file that each thread runs: the agent's own */
  constructor(program: string, write: (lines: string) => void) {
    this.#program = program;
    this.#write = write;
  }

  start(scheduling: string): void {
    this.#say({ kind: "ready", at: atOf(nowUs()), node: process.version, scheduling });
    this.#readClock();
    setInterval(() => this.#readClock(), clockEveryMs);
  }

  /** Obeys one line of standard input; what is wrong with it is answered, never thrown. */
  obey(line: string): void {
    try {
      this.#do(parseCommand(line));
    } catch (thrown) {
      this.#say({ kind: "failed", message: messageOf(thrown) });
    }
  }

  #do(command: AgentCommand): void {
    switch (command.cmd) {
      case "start":
        this.#startProbe(command);
        break;
      case "stop":
        this.#order(command.probe, { order: "stop" });
        break;
      case "read-back":
        this.#order(command.probe, { order: "read-back" });
        break;
      case "flush":
        this.#flush(command);
        break;
      case "clock":
        this.#readClock();
    }
  }

  #startProbe(command: StartCommand): void {
    const { probe } = command;
    if (this.#threads.has(probe)) {
      this.#say({ kind: "failed", probe, message: `a probe ${probe} is running already` });
      return;
    }
    const thread = this.#idle.pop() ?? this.#newThread();
    this.#threads.set(probe, thread);
    thread.postMessage({ order: "start", command } satisfies ThreadOrder);
  }

  /**
   * A thread is never ended: Node 18 can spin for ever while it takes a thread apart. One whose probe has stopped waits for the
   * next.
   */
  #newThread(): Worker {
    const thread = new Worker(this.#program);
    thread.on("message", (report: ThreadReport) => {
      const probe = this.#probeOf(thread);
      // Whoever hears that a probe has stopped may start it again at once.
      if (report.ended === true && probe !== undefined) {
        this.#threads.delete(probe);
        this.#idle.push(thread);
      }
      this.#write(report.lines);
      if (probe === undefined) return;
      if (report.flushed !== undefined) this.#flushed(probe, report.flushed);
      if (report.ended === true) for (const flush of this.#flushes.keys()) this.#flushed(probe, flush);
    });
    thread.on("error", (error) => {
      const probe = this.#probeOf(thread);
      this.#say({ kind: "failed", ...(probe === undefined ? {} : { probe }), message: messageOf(error) });
    });
    thread.on("exit", () => {
      const probe = this.#probeOf(thread);
      if (probe === undefined) return;
      this.#threads.delete(probe);
      this.#lost(probe);
      for (const flush of this.#flushes.keys()) this.#flushed(probe, flush);
    });
    return thread;
  }

  #probeOf(thread: Worker): string | undefined {
    for (const [probe, candidate] of this.#threads) if (candidate === thread) return probe;
    return undefined;
  }

  #order(probe: string, order: ThreadOrder): void {
    const thread = this.#threads.get(probe);
    if (thread === undefined) this.#say({ kind: "failed", probe, message: `no probe ${probe} is running` });
    else thread.postMessage(order);
  }

  #flush({ id = 0 }: FlushCommand): void {
    this.#flushCount += 1;
    const flush = this.#flushCount;
    this.#flushes.set(flush, { answer: id, awaited: new Set(this.#threads.keys()) });
    for (const thread of this.#threads.values()) {
      thread.postMessage({ order: "flush", id: flush } satisfies ThreadOrder);
    }
    this.#answerFlush(flush);
  }

  #flushed(probe: string, flush: number): void {
    this.#flushes.get(flush)?.awaited.delete(probe);
    this.#answerFlush(flush);
  }

  #answerFlush(flush: number): void {
    const pending = this.#flushes.get(flush);
    if (pending === undefined || pending.awaited.size > 0) return;
    this.#flushes.delete(flush);
    this.#say({ kind: "flushed", id: pending.answer });
  }

  #lost(probe: string): void {
    const at = atOf(nowUs());
    this.#say({
      kind: "disturbance",
      what: "observer-lost",
      detail: `the thread of probe ${probe} ended by itself`,
      at: { notBefore: at, notAfter: at },
    });
  }

  #readClock(): void {
    for (const event of this.#clock.read()) this.#say(event);
  }

  #say(line: WireLine): void {
    this.#write(`${JSON.stringify(line)}\n`);
  }
}
