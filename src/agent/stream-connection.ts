import { connect } from "node:net";
import type { Socket } from "node:net";
import { now } from "../timeline/clock.ts";
import type { At } from "../timeline/clock.ts";
import { reset } from "./connection.ts";
import type { Deadline, Result } from "./journey.ts";
import type { Target } from "./options.ts";
import { outcomeOf } from "./outcome.ts";

export interface StreamSettings {
  readonly mode: "echo" | "listen";
  /** Silence after which the client gives its connection up, in ms. */
  readonly giveUpAfterMs: number;
}

type Settle = (result: Result) => void;

/** The long connection of a stream, and the frames that are under way on it by their numbers. */
export class Stream {
  readonly #target: Target;
  readonly #settings: StreamSettings;
  readonly #awaited = new Map<number, Settle>();
  #socket: Socket | undefined;
  #frame = 0;
  #heardAt: At = 0;
  #rest = "";

  constructor(target: Target, settings: StreamSettings) {
    this.#target = target;
    this.#settings = settings;
  }

  exchange(deadline: Deadline): Promise<Result> {
    return new Promise((resolve) => {
      this.#frame += 1;
      const frame = this.#frame;
      this.#awaited.set(frame, resolve);
      deadline.onExpiry(() => {
        this.#awaited.delete(frame);
        this.#giveUpOnSilence();
      });
      const socket = this.#socket ?? this.#connect();
      if (this.#settings.mode === "echo") socket.write(`${frame}\n`);
    });
  }

  close(): void {
    if (this.#socket !== undefined) reset(this.#socket);
  }

  #connect(): Socket {
    const socket = connect({ host: this.#target.host, port: this.#target.port, noDelay: true });
    this.#socket = socket;
    this.#heardAt = now();
    this.#rest = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => this.#hear(socket, String(chunk)));
    socket.on("error", (error) => this.#lose(socket, outcomeOf(error)));
    socket.on("end", () => this.#lose(socket, { outcome: "closed" }));
    return socket;
  }

  #hear(socket: Socket, chunk: string): void {
    if (socket !== this.#socket) return;
    this.#heardAt = now();
    if (this.#settings.mode === "listen") {
      this.#settleAll({ outcome: "ok" });
      return;
    }
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#echoed(line);
  }

  #echoed(line: string): void {
    const frame = Number(line);
    // A frame whose time was up is no longer awaited; its late echo is not a wrong one.
    if (Number.isInteger(frame) && frame >= 1 && frame <= this.#frame) {
      this.#awaited.get(frame)?.({ outcome: "ok" });
      this.#awaited.delete(frame);
    } else {
      this.#settleAll({ outcome: "wrong", detail: line.slice(0, 40) });
    }
  }

  #lose(socket: Socket, result: Result): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    reset(socket);
    this.#settleAll(result);
  }

  #giveUpOnSilence(): void {
    const socket = this.#socket;
    if (socket === undefined || now() - this.#heardAt < this.#settings.giveUpAfterMs) return;
    this.#lose(socket, { outcome: "timeout", detail: "the client gave its connection up" });
  }

  #settleAll(result: Result): void {
    const settles = [...this.#awaited.values()];
    this.#awaited.clear();
    for (const settle of settles) settle(result);
  }
}
