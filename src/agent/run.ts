import { createInterface } from "node:readline";
import { isMainThread } from "node:worker_threads";
import { HarnessError } from "../errors.ts";
import { Conductor } from "./conductor.ts";
import type { JourneyFactory } from "./journey.ts";
import { runProbeThread } from "./probe-thread.ts";
import { claimProcessor } from "./processor.ts";

/** Text that may wait for a reader that does not read, in bytes: minutes of samples. Beyond it the agent gives up. */
const mostUnread = 256 * 1024 * 1024;

/**
 * Runs the agent with these journeys until end-of-file on standard input; the one call in an agent's entry file. The
 * file is started again as each probe's thread, so it must not do anything else. `--keep-priority` leaves the
 * scheduling of the process as it is.
 */
export function runAgent(journeys: Readonly<Record<string, JourneyFactory>>): void {
  if (!isMainThread) {
    runProbeThread(journeys);
    return;
  }
  const program = process.argv[1];
  if (program === undefined) throw new HarnessError("INTERNAL", "the agent must be started as a file");
  const conductor = new Conductor(program, write);
  const claimed = process.argv.includes("--keep-priority") ? Promise.resolve("unchanged") : claimProcessor();
  const commands = createInterface({ input: process.stdin });
  commands.on("close", () => process.exit(0));
  process.stdout.on("error", () => process.exit(0));
  commands.pause();
  void claimed.then((scheduling) => {
    conductor.start(scheduling);
    commands.on("line", (line) => conductor.obey(line));
    commands.resume();
  });
}

/** Pipes are written to without blocking: a reader that stopped reading cannot keep the agent from seeing its end-of-file. */
function write(lines: string): void {
  process.stdout.write(lines);
  if (process.stdout.writableLength > mostUnread) process.exit(1);
}
