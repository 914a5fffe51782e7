import { HarnessError, messageOf } from "../errors.ts";
import type { AgentCommand, StartCommand } from "./protocol.ts";

/** Longest interval and deadline that make sense: an hour. */
const longestMs = 3_600_000;
/** Below it the sender is no better than its own interval (bench/prober-lag.ts). */
const shortestMs = 1;

/** Reads one line of standard input. Throws BAD_INPUT and names what is wrong. */
export function parseCommand(line: string): AgentCommand {
  const command = objectOf(line);
  switch (command["cmd"]) {
    case "start":
      return startCommand(command);
    case "stop":
      return { cmd: "stop", probe: text(command, "probe") };
    case "read-back":
      return { cmd: "read-back", probe: text(command, "probe") };
    case "flush":
      return { cmd: "flush", id: typeof command["id"] === "number" ? command["id"] : 0 };
    case "clock":
      return { cmd: "clock" };
    default:
      throw new HarnessError("BAD_INPUT", `no such command: ${line.slice(0, 200)}`);
  }
}

function objectOf(line: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `not JSON: ${messageOf(cause)}`, { cause });
  }
  throw new HarnessError("BAD_INPUT", `not an object: ${line.slice(0, 200)}`);
}

function startCommand(command: Record<string, unknown>): StartCommand {
  const { options, t0 } = command;
  if (typeof options !== "object" || options === null)
    throw new HarnessError("BAD_INPUT", "start needs options");
  return {
    cmd: "start",
    probe: text(command, "probe"),
    journey: text(command, "journey"),
    options: options as Record<string, unknown>,
    everyMs: duration(command, "everyMs"),
    deadlineMs: duration(command, "deadlineMs"),
    ...(typeof t0 === "number" ? { t0 } : {}),
  };
}

function text(command: Record<string, unknown>, field: string): string {
  const value = command[field];
  if (typeof value === "string" && value !== "") return value;
  throw new HarnessError("BAD_INPUT", `${String(command["cmd"])} needs ${field}, a text`);
}

function duration(command: Record<string, unknown>, field: string): number {
  const value = command[field];
  if (typeof value === "number" && value >= shortestMs && value <= longestMs) return value;
  throw new HarnessError(
    "BAD_INPUT",
    `${String(command["cmd"])} needs ${field}, from ${shortestMs} to ${longestMs} ms`,
  );
}
