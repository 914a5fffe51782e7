import { between, type Instant } from "../timeline/clock.ts";
import type { DurationMs } from "../timeline/duration.ts";

/** One part of a transition: from one thing that was seen to the next one that was. */
interface SeenPart {
  readonly kind: "seen";
  readonly from: string;
  readonly to: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  /** Negative where the later step came first: the last advertisement before the fault that silenced its sender. */
  readonly tookMs: DurationMs;
  /** The settings that this part depends on: what to turn to make it shorter. */
  readonly knob: string;
}

/** A step that nothing in the recording shows. The part after it begins at the last step that was seen, and says so. */
interface MissingPart {
  readonly kind: "missing";
  readonly to: string;
  readonly why: string;
  readonly knob: string;
}

export type Part = SeenPart | MissingPart;

/** What a transition was made of, in order: the parts between its steps, and then, from its last step, one for each client probe. */
export interface Decomposition {
  readonly of: "takeover" | "failback" | "eviction" | "readmission" | "succession";
  /** The address, "backend/server", or the database. */
  readonly subject: string;
  readonly by: string;
  readonly parts: readonly Part[];
}

/** A step of a transition, or why it was not seen. */
export interface Step {
  readonly name: string;
  readonly at: Instant | undefined;
  readonly knob: string;
  readonly why: string;
}

export interface Origin {
  readonly name: string;
  readonly at: Instant;
}

/** The parts between steps that follow one another, and those from the last one seen to each of several ends. */
export function partsOf(origin: Origin, steps: readonly Step[], ends: readonly Step[] = []): readonly Part[] {
  let last = origin;
  const chain = steps.map((step) => {
    const part = partTo(last, step);
    if (step.at !== undefined) last = { name: step.name, at: step.at };
    return part;
  });
  return [...chain, ...ends.map((end) => partTo(last, end))];
}

function partTo(from: Origin, { name, at, knob, why }: Step): Part {
  if (at === undefined) return { kind: "missing", to: name, why, knob };
  const tookMs = between(from.at, at);
  return { kind: "seen", from: from.name, to: name, fromAt: from.at, toAt: at, tookMs, knob };
}
