import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { HarnessError, messageOf } from "../../errors.ts";

export interface CommandResult {
  /** Undefined when a signal ended it or it could not be started. */
  readonly code: number | undefined;
  /** The last lines that it wrote, on whichever of its two outputs. */
  readonly tail: string;
  /** All of its standard output. */
  readonly output: string;
}

/** Runs one command of this machine. A test hands in a recorder instead. */
export type RunCommand = (
  command: readonly [string, ...string[]],
  options?: { readonly env?: NodeJS.ProcessEnv },
) => Promise<CommandResult>;

export const runCommand: RunCommand = async ([program, ...args], { env = process.env } = {}) => {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const tail = new Tail();
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  tail.follow(child.stdout);
  tail.follow(child.stderr);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return { code: code ?? undefined, tail: tail.text(), output };
  } catch (cause) {
    return { code: undefined, tail: messageOf(cause), output };
  }
};

/** Keeps the end of a long output, which is where programs say why they stopped. */
export class Tail {
  #text = "";

  follow(stream: Readable): void {
    stream.on("data", (chunk: Buffer) => this.add(chunk.toString()));
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-8_192);
  }

  /** The last `lines` lines that are not blank. */
  text(lines = 12): string {
    return this.#text
      .split(/[\r\n]+/)
      .filter((line) => line.trim() !== "")
      .slice(-lines)
      .join("\n");
  }
}

/** Whether a text says that a disk is full, in the words of the kernel. */
export function saysDiskFull(text: string): boolean {
  return /no space left on device|ENOSPC|disk quota exceeded|not enough free space|enough free space in/i.test(
    text,
  );
}

/** A failure of the engine as an error of haproof: DISK_FULL where it says so, else `code`. */
export function engineError(
  code: "ENGINE_FAILED" | "IMAGE_UNAVAILABLE",
  what: string,
  cause: unknown,
): HarnessError {
  if (cause instanceof HarnessError) return cause;
  const why = messageOf(cause);
  if (saysDiskFull(why)) return diskFull(what, { cause });
  return new HarnessError(code, `${what}: ${why}`, { cause });
}

export function diskFull(what: string, { cause }: { cause?: unknown } = {}): HarnessError {
  return new HarnessError(
    "DISK_FULL",
    `${what}: no space is left on the disk; free some (haproof clean --images)`,
    {
      cause,
    },
  );
}
