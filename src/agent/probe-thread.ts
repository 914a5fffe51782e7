import { parentPort } from "node:worker_threads";
import { HarnessError, messageOf } from "../errors.ts";
import type { Journey, JourneyFactory, LedgerEntry } from "./journey.ts";
import { nowUs, usOf } from "./microseconds.ts";
import { Outbox } from "./outbox.ts";
import type { ThreadReport } from "./outbox.ts";
import { Probe } from "./probe.ts";
import type { ProbeSettings } from "./probe.ts";
import type { Failed, Introduction, StartCommand } from "./protocol.ts";
import { atOf } from "./sample-wire.ts";
import type { Schedule } from "./sample-wire.ts";

/** What a thread is told. */
export type ThreadOrder =
  | { readonly order: "start"; readonly command: StartCommand }
  | { readonly order: "stop" }
  | { readonly order: "read-back" }
  | { readonly order: "flush"; readonly id: number };

/** From the journey's being made to its first operation: code is loaded and compiled meanwhile. */
const leadMs = 20;
/** A thread that slept through this much of an operation's deadline may have called an answer a timeout. */
const stallShareOfDeadline = 1 / 4;

/** A probe that runs in this thread, as far as orders concern it. */
interface Running {
  readonly name: string;
  readonly journey: Journey;
  readonly probe: Probe;
  readonly outbox: Outbox;
}

/**
 * The life of a thread that runs one probe after the other, never two: a journey that computes (TLS) cannot delay another
 * one's schedule. Throws INTERNAL outside a worker thread.
 */
export function runProbeThread(journeys: Readonly<Record<string, JourneyFactory>>): void {
  const port = parentPort;
  if (port === null) throw new HarnessError("INTERNAL", "a probe runs in a worker thread");
  const post = (report: ThreadReport): void => port.postMessage(report);
  let running: Running | undefined;
  port.on("message", (order: ThreadOrder) => {
    switch (order.order) {
      case "start":
        running = begin(journeys, order.command, post);
        break;
      case "flush":
        running?.outbox.flush({ flushed: order.id });
        break;
      case "stop":
        running?.probe.stop();
        break;
      case "read-back":
        if (running !== undefined) void readBack(running);
    }
  });
}

async function readBack({ name, journey, outbox }: Running): Promise<void> {
  try {
    await journey.readBack?.();
  } catch (thrown) {
    outbox.say({ kind: "failed", probe: name, message: `the read-back failed: ${messageOf(thrown)}` });
  }
  outbox.say({ kind: "read-back-over", probe: name });
}

/** Undefined where the journey cannot be made: that is told, and the thread is free again. */
function begin(
  journeys: Readonly<Record<string, JourneyFactory>>,
  command: StartCommand,
  post: (report: ThreadReport) => void,
): Running | undefined {
  const { probe, deadlineMs } = command;
  let journey: Journey;
  // A journey tells of writes while it operates or reads back; by then there is an outbox.
  const box: { out?: Outbox } = {};
  try {
    journey = journeyOf(journeys, command, (entry) => box.out?.say({ ...entry, probe }));
  } catch (thrown) {
    const failed: Failed = { kind: "failed", probe, message: messageOf(thrown) };
    post({ lines: `${JSON.stringify(failed)}\n`, ended: true });
    return undefined;
  }
  const { schedule, firstK } = planOf(command);
  const outbox = new Outbox({ probe, schedule, stallMs: deadlineMs * stallShareOfDeadline }, post);
  box.out = outbox;
  outbox.say(introduction(journey, command, schedule));
  return {
    name: probe,
    journey,
    probe: startProbe(journey, { probe, settings: { schedule, firstK, deadlineMs }, outbox }),
    outbox,
  };
}

function startProbe(
  journey: Journey,
  { probe, settings, outbox }: { probe: string; settings: ProbeSettings; outbox: Outbox },
): Probe {
  let isBroken = false;
  const running = new Probe(journey, settings, {
    completed: (sample) => outbox.sample(sample),
    broken: (message) => {
      if (!isBroken) outbox.say({ kind: "failed", probe, message });
      isBroken = true;
    },
    drained: (operations) => {
      outbox.say({ kind: "stopped", probe, at: atOf(nowUs()), operations });
      outbox.end();
    },
  });
  running.start();
  return running;
}

function journeyOf(
  journeys: Readonly<Record<string, JourneyFactory>>,
  command: StartCommand,
  tell: (entry: LedgerEntry) => void,
): Journey {
  const factory = Object.hasOwn(journeys, command.journey) ? journeys[command.journey] : undefined;
  if (factory !== undefined) return factory(command.options, tell);
  const known = Object.keys(journeys).join(", ");
  throw new HarnessError("BAD_INPUT", `no such journey: ${command.journey} (there are ${known})`);
}

/** A schedule that began before the thread was ready is joined at its next instant, not caught up with. */
function planOf({ t0, everyMs }: StartCommand): { schedule: Schedule; firstK: number } {
  const earliestUs = nowUs() + usOf(leadMs);
  const schedule = { t0Us: t0 === undefined ? earliestUs : usOf(t0), everyUs: usOf(everyMs) };
  return { schedule, firstK: Math.max(0, Math.ceil((earliestUs - schedule.t0Us) / schedule.everyUs)) };
}

function introduction(journey: Journey, command: StartCommand, schedule: Schedule): Introduction {
  const { probe, deadlineMs } = command;
  return {
    kind: "probe",
    probe,
    clientClass: journey.clientClass,
    journey: journey.says,
    everyMs: atOf(schedule.everyUs),
    deadlineMs,
    at: atOf(nowUs()),
    schedule,
  };
}
