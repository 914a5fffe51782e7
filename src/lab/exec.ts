import { PassThrough } from "node:stream";
import type { Duplex } from "node:stream";
import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../errors.ts";

/** A program that runs inside a container with all three streams attached. It is told to end by end-of-file. */
export interface Attached {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
  write(text: string): void;
  /** Closes standard input. */
  end(): void;
  /** Resolves when the program's output has ended. */
  readonly closed: Promise<void>;
}

/** Starts a program in a running container. Throws ENGINE_FAILED. */
export async function attach(
  container: Dockerode.Container,
  command: readonly string[],
  { environment = {} }: { environment?: Readonly<Record<string, string>> } = {},
): Promise<Attached> {
  try {
    const exec = await container.exec({
      Cmd: [...command],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    });
    return attachedTo(container, await exec.start({ hijack: true, stdin: true, Tty: false }));
  } catch (cause) {
    throw new HarnessError("ENGINE_FAILED", `could not run ${command[0] ?? "nothing"}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Both directions of a hijacked connection to a container. */
export function attachedTo(container: Dockerode.Container, stream: Duplex): Attached {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const modem = container.modem as { demuxStream(from: Duplex, out: PassThrough, err: PassThrough): void };
  modem.demuxStream(stream, stdout, stderr);
  const closed = new Promise<void>((resolve) => {
    const close = (): void => {
      stdout.end();
      stderr.end();
      resolve();
    };
    stream.once("end", close);
    stream.once("close", close);
    // A connection that breaks is the host's death, which observers and faults learn from the closed stream.
    stream.once("error", close);
  });
  return { stdout, stderr, closed, write: (text) => void stream.write(text), end: () => void stream.end() };
}

/** Calls `take` with every complete line of a stream. */
export function onLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
