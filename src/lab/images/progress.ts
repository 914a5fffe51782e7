import type { Readable } from "node:stream";
import { HarnessError } from "../../errors.ts";
import { diskFull, saysDiskFull } from "../engine/command.ts";

/** One message of a build, a pull or an import. */
export interface ProgressEvent {
  /** Text that a build step wrote. */
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/**
 * Follows an engine's answer to its end and hands over each message as it comes. dockerode's followProgress takes a
 * connection that broke for the end of the work; here it is an error. Throws DISK_FULL, or ENGINE_FAILED with the message that the engine
 * ends a failed work with.
 */
export async function follow(
  answer: Readable,
  each: (event: ProgressEvent) => void = () => undefined,
): Promise<void> {
  let rest = "";
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") each(checked(line));
  }
  if (rest.trim() !== "") each(checked(rest));
}

function checked(line: string): ProgressEvent {
  const event = JSON.parse(line) as ProgressEvent;
  if (event.error === undefined) return event;
  throw saysDiskFull(event.error) ? diskFull(event.error) : new HarnessError("ENGINE_FAILED", event.error);
}
