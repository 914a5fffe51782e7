import { HarnessError, messageOf } from "../errors.ts";
import type { At } from "../timeline/clock.ts";
import type {
  DisturbanceEvent,
  ProbeEvent,
  ReadBackEvent,
  SampleEvent,
  WriteEvent,
} from "../timeline/events.ts";
import type { JourneyOptions } from "./journey.ts";
import { decodeBatch } from "./sample-wire.ts";
import type { Schedule, WireBatch } from "./sample-wire.ts";

/** What the harness writes to the agent's standard input, one JSON object a line. End-of-file ends the agent. */
export type AgentCommand = StartCommand | StopCommand | ReadBackCommand | FlushCommand | ClockCommand;

export interface StartCommand {
  readonly cmd: "start";
  /** Unique among the probes that run. */
  readonly probe: string;
  readonly journey: string;
  readonly options: JourneyOptions;
  readonly everyMs: number;
  readonly deadlineMs: number;
  /** Operation k is due at t0 + k·everyMs; a t0 that has passed gives the phase alone. Absent: as soon as it can. */
  readonly t0?: At;
}

/** No further operation is sent; those under way end by themselves or at their deadline, then the probe is `stopped`. */
interface StopCommand {
  readonly cmd: "stop";
  readonly probe: string;
}

/** A probe that writes looks for all that it has written; when each write has been told of, it has `read-back-over`. */
export interface ReadBackCommand {
  readonly cmd: "read-back";
  readonly probe: string;
}

/** Everything that ended before it is on the wire before the answer `flushed` with the same id. */
export interface FlushCommand {
  readonly cmd: "flush";
  readonly id?: number;
}

/** Asks for a reading of the clocks at once. */
interface ClockCommand {
  readonly cmd: "clock";
}

/** The first word of an agent. `scheduling` is what it got from the kernel: "SCHED_RR 10", "nice -20, slice 0.1 ms", "default". */
export interface Ready {
  readonly kind: "ready";
  readonly at: At;
  readonly node: string;
  readonly scheduling: string;
}

/** Both clocks at one instant, every second. The true wall time lies within `uncertaintyMs` of `wallMs`. */
export interface ClockReading {
  readonly kind: "clock";
  readonly monotonicAt: At;
  readonly wallMs: number;
  readonly uncertaintyMs: number;
}

/** The last word of a probe. `operations` have been sent and each has its sample. */
export interface Stopped {
  readonly kind: "stopped";
  readonly probe: string;
  readonly at: At;
  readonly operations: number;
}

/** A read-back has come to its end; at once for a probe that does not write. */
export interface ReadBackOver {
  readonly kind: "read-back-over";
  readonly probe: string;
}

interface Flushed {
  readonly kind: "flushed";
  readonly id: number;
}

/** A command was refused, or a journey broke its contract; the first is told once, the second for its first operation. */
export interface Failed {
  readonly kind: "failed";
  readonly probe?: string;
  readonly message: string;
}

export type AgentMessage =
  | ProbeEvent
  | SampleEvent
  | WriteEvent
  | ReadBackEvent
  | DisturbanceEvent
  | Ready
  | ClockReading
  | Stopped
  | ReadBackOver
  | Flushed
  | Failed;

/** How a probe introduces itself on the wire: its event, and the schedule that its samples are counted by. */
export interface Introduction extends ProbeEvent {
  readonly schedule: Schedule;
}

/** One line of the agent's standard output, parsed. Samples come in batches of arrays, all else as it is. */
export type WireLine = Introduction | Exclude<AgentMessage, SampleEvent | ProbeEvent> | WireBatch;

/** Restores the exact events from the agent's lines. It keeps the schedules, so one reader serves one agent. */
export class AgentReader {
  readonly #schedules = new Map<string, Schedule>();

  /** The messages of one line, in order. Throws AGENT_FAILED for a line that no agent writes. */
  read(line: string): readonly AgentMessage[] {
    const parsed = parse(line);
    if (isBatch(parsed)) return this.#samplesOf(parsed);
    if (typeof parsed !== "object" || parsed === null || !("kind" in parsed)) throw unreadable(line);
    const message = parsed as Exclude<WireLine, WireBatch>;
    if (message.kind !== "probe") return [message];
    const { schedule, ...event } = message;
    this.#schedules.set(event.probe, schedule);
    return [event];
  }

  #samplesOf(batch: WireBatch): readonly SampleEvent[] {
    const [probe] = batch;
    const schedule = this.#schedules.get(probe);
    if (schedule === undefined) throw unreadable(`samples of ${probe}, which never introduced itself`);
    return decodeBatch(batch, schedule);
  }
}

function isBatch(parsed: unknown): parsed is WireBatch {
  return Array.isArray(parsed) && parsed.length === 2 && Array.isArray(parsed[1]);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw unreadable(`${line.slice(0, 200)} (${messageOf(cause)})`, cause);
  }
}

function unreadable(what: string, cause?: unknown): HarnessError {
  return new HarnessError("AGENT_FAILED", `the agent wrote what cannot be read: ${what}`, { cause });
}
