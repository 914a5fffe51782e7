import { setImmediate } from "node:timers/promises";
import { HarnessError, messageOf } from "../../errors.ts";
import { attach, onLines } from "../../lab/exec.ts";
import type { Attached } from "../../lab/exec.ts";
import type { Host } from "../../lab/host.ts";
import { PcapReader } from "./pcap.ts";
import type { Packet } from "./pcap.ts";

/** A capture says that it listens within this time, or it never will. */
const readyWithinMs = 10_000;
/** A capture that is asked how it fares answers within this time, unless its host is frozen or gone. */
const answersWithinMs = 1_000;
/** The kernel hands over a batch when it is full or a second old. */
const deliversWithinMs = 1_500;
/** Enough for every header, and for the first line of a request behind them. */
const keptOfEachFrame = 192;

/**
 * Runs tcpdump until standard input ends: whatever happens to the harness, nothing goes on capturing. A line on standard
 * input makes it say how many packets it caught and the kernel dropped. The watcher beside it signals its own parent only.
 */
const script = String.raw`
exec 3<&0 </dev/null
{
  tell() { read -r _ _ _ parent _ </proc/$BASHPID/stat; [ "$parent" = $$ ] && kill "$1" $$; }
  while read -r _ <&3; do tell -USR1; done
  tell -TERM
} >/dev/null 2>&1 &
exec tcpdump $3 -U -n -p -Z root -s ${keptOfEachFrame} --time-stamp-precision=nano -i "$1" -w - "$2" 3<&-
`;

interface Captured {
  /** Delivered by now. */
  readonly packets: number;
  /** Dropped by the kernel since the capture began, because nobody fetched them in time. */
  readonly dropped: number;
}

/** A capture that runs in a host. */
export interface Tcpdump {
  /** Waits until everything that passed the interface before this call is delivered; undefined where it does not answer. */
  drained(): Promise<Captured | undefined>;
  stop(): Promise<void>;
  /** Resolves with its last words when it ends, whoever ended it. */
  readonly ended: Promise<string>;
}

export interface TcpdumpOptions {
  readonly device: string;
  /** A filter of pcap-filter(7). */
  readonly filter: string;
  /**
   * Packets are delivered together, up to a second late, with the same stamps: a thousand a second then cost 15 ms of CPU
   * time instead of 100 (engine, shim and harness together). Otherwise each comes within 2 ms.
   */
  readonly batched: boolean;
  readonly onPackets: (packets: readonly Packet[]) => void;
}

/** Starts a capture; it catches everything from when this resolves. Throws AGENT_FAILED, ENGINE_FAILED. */
export async function startTcpdump(
  host: Pick<Host, "name" | "container">,
  options: TcpdumpOptions,
): Promise<Tcpdump> {
  const { device, filter, batched } = options;
  const mode = batched ? "" : "--immediate-mode";
  const program = await attach(host.container, ["bash", "-c", script, "capture", device, filter, mode]);
  const running = new Running(program, options.onPackets);
  await running.listening(host.name);
  return running;
}

class Running implements Tcpdump {
  readonly ended: Promise<string>;
  readonly #program: Attached;
  readonly #lastWords: string[] = [];
  readonly #looking = new Set<() => void>();
  #open = true;
  #began = false;
  #delivered = 0;
  /** How often it has told its numbers, and what it said last. */
  #told = 0;
  #last = { captured: 0, received: 0, dropped: 0 };
  #asking: Promise<unknown> = Promise.resolve();

  constructor(program: Attached, onPackets: TcpdumpOptions["onPackets"]) {
    this.#program = program;
    const reader = new PcapReader();
    program.stdout.on("data", (piece: Buffer) => {
      this.#take(reader, piece, onPackets);
      this.#look();
    });
    onLines(program.stderr, (line) => {
      this.#hear(line);
      this.#look();
    });
    this.ended = program.closed.then(() => this.#close());
  }

  async listening(host: string): Promise<void> {
    if (await this.#until(() => this.#began, readyWithinMs)) return;
    this.#program.end();
    throw new HarnessError(
      "AGENT_FAILED",
      `tcpdump in ${host} does not listen: ${this.#lastWords.join("; ")}`,
    );
  }

  /** One question at a time: signals that come close together are one signal. */
  drained(): Promise<Captured | undefined> {
    const answer = this.#asking.then(() => this.#ask());
    this.#asking = answer;
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#open) this.#program.end();
    await this.ended;
  }

  async #close(): Promise<string> {
    // What it said last is still on its way through the streams.
    await setImmediate();
    this.#open = false;
    this.#look();
    return this.#lastWords.slice(-3).join("; ");
  }

  async #ask(): Promise<Captured | undefined> {
    if (!this.#open) return undefined;
    const told = this.#told;
    this.#program.write("\n");
    if (!(await this.#until(() => this.#told > told, answersWithinMs))) return undefined;
    const { captured, received, dropped } = this.#last;
    const all = await this.#until(() => this.#delivered >= received - dropped, deliversWithinMs);
    return all || this.#delivered >= captured ? { packets: this.#delivered, dropped } : undefined;
  }

  #take(reader: PcapReader, piece: Buffer, onPackets: TcpdumpOptions["onPackets"]): void {
    if (!this.#open) return;
    try {
      const packets = reader.read(piece);
      this.#began = true;
      this.#delivered += packets.length;
      if (packets.length > 0) onPackets(packets);
    } catch (error) {
      this.#lastWords.push(messageOf(error));
      this.#program.end();
    }
  }

  /** On the signal it says "12 packets captured, 12 packets received by filter, 0 packets dropped by kernel". */
  #hear(line: string): void {
    const said =
      /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped by kernel/.exec(
        line,
      );
    if (said === null) {
      this.#lastWords.push(line);
      return;
    }
    this.#told += 1;
    this.#last = { captured: Number(said[1]), received: Number(said[2]), dropped: Number(said[3]) };
  }

  #look(): void {
    for (const look of this.#looking) look();
  }

  /** False when it has not become true in time, or can no longer. */
  #until(condition: () => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (value: boolean): void => {
        clearTimeout(timer);
        this.#looking.delete(look);
        resolve(value);
      };
      const look = (): void => {
        if (condition()) done(true);
        else if (!this.#open) done(false);
      };
      const timer = setTimeout(() => done(false), withinMs);
      this.#looking.add(look);
      look();
    });
  }
}
