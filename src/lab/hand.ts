import type Dockerode from "dockerode";
import { HarnessError } from "../errors.ts";
import type { Instant } from "../timeline/clock.ts";

import { attach, onLines } from "./exec.ts";
import type { Attached } from "./exec.ts";
import type { WallClock } from "./wall-clock.ts";

/** How a script ends whose first command failed, before it waited for anything. */
const failedFirst = 111;

/** What a script run by a hand printed, how it ended, and when: it ran inside `at`, stamped in the host itself. */
export interface Done {
  readonly status: number;
  readonly output: string;
  readonly at: Instant;
}

/** A beat of a hand's heart, by the lab's clock. */
export type BeatListener = (beat: Instant) => void;

const mark = "\u001e";
const beatMark = "\u001d";

/**
 * The shell's own side. It stamps with its own clock, keeps an undo for every fault that it caused, and runs them all when its
 * standard input ends: whatever happens to the harness, a hand that lets go has healed first (architecture.md 12, 17).
 */
const prelude = String.raw`
LC_ALL=C; exec 2>&1 9<> <(:)
declare -A undo
__run() { local __id=$1 __before=$EPOCHREALTIME __status; eval "$2"; __status=$?; printf '\036%s %s %s %s\n' "$__id" "$__status" "$__before" "$EPOCHREALTIME"; }
nap() { read -rt "$1" -u 9; true; }
until_true() { local __since=${"$"}{4-$EPOCHREALTIME} __look __end=$(( ${"$"}{EPOCHREALTIME/./} + $1 )); while __look=$EPOCHREALTIME; do eval "$3" 2>/dev/null && { echo "$__since"; return 0; }; (( ${"$"}{__look/./} < __end )) || return 1; __since=$__look; nap "$2"; done; }
heal() { local how=${"$"}{undo[$1]-}; unset "undo[$1]"; eval "$how"; }
beat() { while printf '\035%s\n' "$EPOCHREALTIME"; do nap "$1"; done; }
trap '' INT HUP TERM PIPE
trap 'for fault in "${"$"}{!undo[@]}"; do eval "${"$"}{undo[$fault]}"; done; kill -KILL $(jobs -p) 2>/dev/null' EXIT
`;

interface Waiting {
  readonly id: number;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

/** A shell that stands ready in a host, so that a fault needs one write and no new process. */
export class Hand {
  readonly #shell: Attached;
  readonly #clock: WallClock;
  readonly #waiting: Waiting[] = [];
  readonly #output: string[] = [];
  readonly #beats = new Set<BeatListener>();
  #next = 0;
  #open = true;

  private constructor(shell: Attached, clock: WallClock) {
    this.#shell = shell;
    this.#clock = clock;
    onLines(shell.stdout, (line) => this.#take(line));
    void shell.closed.then(() => {
      this.#open = false;
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new HarnessError("FAULT_FAILED", "the host's shell has gone"));
      }
    });
  }

  static async open(container: Dockerode.Container, clock: WallClock): Promise<Hand> {
    const shell = await attach(container, ["bash", "--norc", "--noprofile"]);
    const hand = new Hand(shell, clock);
    shell.write(prelude);
    await hand.run("true");
    await clock.meet((script) => hand.must(script));
    return hand;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Resolves when the shell has ended: by `close`, or with its host. */
  get closed(): Promise<void> {
    return this.#shell.closed;
  }

  /** Runs a script and waits for it. One at a time, in order. Throws FAULT_FAILED when the shell dies meanwhile. */
  run(script: string): Promise<Done> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#open) {
        reject(new HarnessError("FAULT_FAILED", "the host's shell has gone"));
        return;
      }
      this.#waiting.push({ id, resolve, reject });
      this.#shell.write(`__run ${id} ${quote(script)}\n`);
    });
  }

  /** As `run`, but throws FAULT_FAILED, with the script's output, when it does not end with 0. */
  async must(script: string): Promise<Done> {
    const done = await this.run(script);
    if (done.status !== 0) {
      throw failure(done.status, done.output, script);
    }
    return done;
  }

  /**
   * Waits until a shell condition is true; it became so inside the instant returned. Undefined when it did not within
   * `tries` times `everyMs`; a look that takes long makes the looks fewer, not the wait longer. `first` is a command that makes
   * it true: it cannot have been true before. Throws FAULT_FAILED with its output when it fails.
   */
  async until(
    condition: string,
    { tries, everyMs, first }: { tries: number; everyMs: number; first?: string },
  ): Promise<Instant | undefined> {
    const wait = `until_true ${Math.round(tries * everyMs * 1_000)} ${everyMs / 1_000} ${quote(condition)}`;
    const script =
      first === undefined
        ? wait
        : `__cause=$EPOCHREALTIME; if ${first}; then ${wait} "$__cause"; else (exit ${failedFirst}); fi`;
    const { status, output, at } = await this.run(script);
    if (status === failedFirst) throw failure(status, output, script);
    if (status !== 0) return undefined;
    const since = this.#clock.instantOf(Number(output.split("\n").at(-1)) * 1000);
    return { notBefore: since.notBefore, notAfter: at.notAfter };
  }

  /** Hears every beat that the shell was told to give (`beat <seconds> &`). Returns the way to stop. */
  onBeat(listener: BeatListener): () => void {
    this.#beats.add(listener);
    return () => void this.#beats.delete(listener);
  }

  /** Lets go: the shell heals what it did and ends. */
  async close(): Promise<void> {
    if (this.#open) this.#shell.end();
    await this.#shell.closed;
  }

  /** Ends a shell that cannot be trusted any more, so that it heals what it did. Whoever waits for it is told why. */
  #letGo(reason: HarnessError, ...more: readonly (Waiting | undefined)[]): void {
    for (const waiting of [...more, ...this.#waiting.splice(0)]) waiting?.reject(reason);
    this.#open = false;
    this.#shell.end();
  }

  #take(line: string): void {
    if (line.startsWith(beatMark)) {
      const beat = this.#clock.instantOf(Number(line.slice(1)) * 1000);
      for (const listener of this.#beats) listener(beat);
      return;
    }
    const at = line.indexOf(mark);
    if (at < 0) {
      this.#output.push(line);
      return;
    }
    if (at > 0) this.#output.push(line.slice(0, at));
    const [id, status, before, after] = line
      .slice(at + 1)
      .split(" ")
      .map(Number);
    const waiting = this.#waiting.shift();
    if (waiting === undefined || waiting.id !== id || before === undefined || after === undefined) {
      // Thrown here, inside a stream's handler, it would end the whole run.
      this.#letGo(new HarnessError("INTERNAL", `a hand answered out of turn: ${line}`), waiting);
      return;
    }
    const output = this.#output.splice(0).join("\n");
    const started = this.#clock.instantOf(before * 1000);
    const ended = this.#clock.instantOf(after * 1000);
    waiting.resolve({
      status: status ?? -1,
      output,
      at: { notBefore: started.notBefore, notAfter: ended.notAfter },
    });
  }
}

function failure(status: number, output: string, script: string): HarnessError {
  return new HarnessError("FAULT_FAILED", `a host's shell answered ${status}: ${output.trim()}`, {
    details: { script },
  });
}

/** A text as one word of the shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
