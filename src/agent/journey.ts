import type { At } from "../timeline/clock.ts";
import type { ClientClass, Outcome, ReadBackEvent, WriteEvent } from "../timeline/events.ts";

/** What became of one operation. Leave `detail` out where the outcome says it all: it is stored with every sample. */
export interface Result {
  readonly outcome: Outcome;
  /** Which node answered, where the answer tells. */
  readonly servedBy?: string;
  readonly detail?: string;
}

/** The end of one operation's time. The agent keeps it: it records `timeout` by itself and calls what was registered. */
export interface Deadline {
  readonly at: At;
  /**
   * Registers what tears the operation down (reset its socket). It is called at most once: when time is up, or at once
   * if the operation is over already. Whatever `operate` resolves with after it is ignored.
   */
  onExpiry(tearDown: () => void): void;
}

/**
 * What a client does, once per scheduled instant. The agent schedules, stamps and keeps the deadline; a journey only
 * acts and tells what it saw. Operations overlap: the next one starts on time whatever became of the last.
 */
export interface Journey {
  readonly clientClass: ClientClass;
  /** One operation in words, for the report: "TCP connect to 10.0.0.5:5696". */
  readonly says: string;
  /** Starts at once, never blocks, never rejects for what a server does: that is a Result. A rejection is a defect of the journey. */
  operate(deadline: Deadline): Promise<Result>;
  /** Looks for everything that it has written so far, and tells of each write whether it is there. Never rejects. */
  readBack?(): Promise<void>;
  /** Lets go of what outlives one operation (a kept-alive connection). */
  close?(): void;
}

/** A journey's settings as they came in the start command: plain JSON, checked by the factory. */
export type JourneyOptions = Readonly<Record<string, unknown>>;

/** What a journey that writes has to tell beside its results. */
export type LedgerEntry = Omit<WriteEvent, "probe"> | Omit<ReadBackEvent, "probe">;

/** Makes a journey, or throws a HarnessError BAD_INPUT that names the option which is missing or wrong. */
export type JourneyFactory = (options: JourneyOptions, tell: (entry: LedgerEntry) => void) => Journey;
