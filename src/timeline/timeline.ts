import { HarnessError } from "../errors.ts";
import type { At, Instant } from "./clock.ts";
import { grouped } from "./grouped.ts";
import type { EventOf, FaultEvent, MarkEvent, ProbeEvent, SampleEvent, TimelineEvent } from "./events.ts";

/** The one ordered record of a trial. A value: it never changes, and asking it anything has no effect. */
export class Timeline {
  /** By the earliest instant that each can have had; samples by the instant they were scheduled for. */
  readonly events: readonly TimelineEvent[];
  readonly #byKind: ReadonlyMap<string, readonly TimelineEvent[]>;
  readonly #byProbe: ReadonlyMap<string, readonly SampleEvent[]>;

  constructor(events: Iterable<TimelineEvent>) {
    this.events = [...events].sort((a, b) => startOf(a) - startOf(b));
    this.#byKind = grouped(this.events, ({ kind }) => kind);
    this.#byProbe = grouped(this.ofKind("sample"), ({ probe }) => probe);
  }

  ofKind<Kind extends TimelineEvent["kind"]>(kind: Kind): readonly EventOf<Kind>[] {
    const isOfKind = (event: TimelineEvent): event is EventOf<Kind> => event.kind === kind;
    return (this.#byKind.get(kind) ?? []).filter(isOfKind);
  }

  /** What may have happened at or after an instant; a new timeline without the rest. */
  since(at: At): Timeline {
    return new Timeline(this.events.filter((event) => endOf(event) >= at));
  }

  /** What each probe said of itself, first word first; one that was started again is the same probe. */
  probes(): readonly ProbeEvent[] {
    const probes = grouped(this.ofKind("probe"), ({ probe }) => probe);
    return [...probes.values()].map(([first]) => first);
  }

  /** The samples of one probe by schedule; none where it was never sampled. */
  sampled(probe: string): readonly SampleEvent[] {
    return this.#byProbe.get(probe) ?? [];
  }

  /** The same, for whoever cannot do without them. Throws NOTHING_TO_JUDGE where there are none. */
  samplesOf(probe: string): readonly SampleEvent[] {
    const samples = this.sampled(probe);
    if (samples.length === 0) throw nothing(`no sample of probe ${probe} was recorded`);
    return samples;
  }

  mark(name: MarkEvent["mark"]): MarkEvent | undefined {
    return this.ofKind("mark").find((event) => event.mark === name);
  }

  /**
   * The fault that this trial is about: the first one injected after the baseline. What was injected before
   * (a standby taken away beforehand) belongs to the scene. Undefined where none was injected yet.
   */
  injected(): FaultEvent | undefined {
    const baselineEnd = this.mark("baseline-end")?.at ?? -Infinity;
    return this.ofKind("fault").find((event) => event.phase === "inject" && event.at.notAfter >= baselineEnd);
  }

  /** The same, for whoever cannot do without it. Throws NOTHING_TO_JUDGE where none was injected. */
  fault(): FaultEvent {
    const fault = this.injected();
    if (fault === undefined) throw nothing("no fault was injected");
    return fault;
  }

  /** When that fault was healed; undefined where it never was. */
  healed(): FaultEvent | undefined {
    const fault = this.injected();
    if (fault === undefined) return undefined;
    const plan = JSON.stringify(fault.plan);
    return this.ofKind("fault").find(
      (event) =>
        event.phase === "heal" &&
        event.at.notAfter >= fault.at.notBefore &&
        JSON.stringify(event.plan) === plan,
    );
  }

  /** The first instant of which anything is recorded; Infinity in an empty recording. */
  start(): At {
    return this.events[0] === undefined ? Infinity : startOf(this.events[0]);
  }

  /** The last instant of which anything is recorded. */
  end(): At {
    return this.events
      .map(endOf)
      .filter(Number.isFinite)
      .reduce((latest, end) => Math.max(latest, end), -Infinity);
  }
}

/** The error of a judgement that a recording cannot bear. */
export function nothing(why: string): HarnessError {
  return new HarnessError("NOTHING_TO_JUDGE", why);
}

function isInstant(at: At | Instant): at is Instant {
  return typeof at === "object";
}

function startOf(event: TimelineEvent): At {
  if (event.kind === "sample") return event.scheduledAt;
  return isInstant(event.at) ? event.at.notBefore : event.at;
}

function endOf(event: TimelineEvent): At {
  if (event.kind === "sample") return event.doneAt;
  return isInstant(event.at) ? event.at.notAfter : event.at;
}
