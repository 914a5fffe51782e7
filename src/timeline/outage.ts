import type { At } from "./clock.ts";
import { longestOf, sumOf, type DurationMs } from "./duration.ts";
import type { Outcome, SampleEvent } from "./events.ts";

/**
 * A maximal run of consecutive samples of one sort, with the samples of the other sort on its two sides.
 * `before` or `after` is absent where the recording begins or ends inside the run.
 */
interface Stretch {
  readonly samples: readonly SampleEvent[];
  readonly firstAt: At;
  readonly lastAt: At;
  readonly before?: At;
  readonly after?: At;
}

/**
 * A maximal interval without success, by scheduled instants (architecture.md, decision 3). It lasted at least
 * [first failed → last failed] and at most [last good → first good]; the width is the honest resolution.
 */
export interface Outage {
  readonly firstFailedAt: At;
  readonly lastFailedAt: At;
  /** Absent where the recording begins in the outage. */
  readonly lastGoodAt?: At;
  /** Absent where the service had not come back when the recording ended. */
  readonly firstGoodAt?: At;
  readonly failed: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** `maxMs` is Infinity where either end was not seen. */
  readonly lastedMs: DurationMs;
}

/** Outages are never merged: two short ones are not one long one. */
export interface Outages {
  readonly outages: readonly Outage[];
  readonly totalMs: DurationMs;
  readonly longestMs: DurationMs;
}

/** Stretches of consecutive samples for which `wanted` holds, by schedule and whatever order they completed in. */
function stretchesOf(
  samples: readonly SampleEvent[],
  wanted: (sample: SampleEvent) => boolean,
): readonly Stretch[] {
  const ordered = [...samples].sort((a, b) => a.scheduledAt - b.scheduledAt);
  const stretches: Stretch[] = [];
  let run: SampleEvent[] = [];
  let before: At | undefined;
  const close = (after: At | undefined): void => {
    const stretch = stretchOf(run, before, after);
    if (stretch !== undefined) stretches.push(stretch);
    run = [];
  };
  for (const sample of ordered) {
    if (wanted(sample)) {
      run.push(sample);
      continue;
    }
    close(sample.scheduledAt);
    before = sample.scheduledAt;
  }
  close(undefined);
  return stretches;
}

/** Every outage in the samples of one probe. Anything but `ok` is a failure. */
export function outagesOf(samples: readonly SampleEvent[]): Outages {
  return summarise(stretchesOf(samples, (sample) => sample.outcome !== "ok").map(toOutage));
}

/** Stretches of answers that came, but later than `limitMs` after their scheduled instant. */
export function brownOutsOf(samples: readonly SampleEvent[], limitMs: number): Outages {
  const slow = (sample: SampleEvent): boolean =>
    sample.outcome === "ok" && sample.doneAt - sample.scheduledAt > limitMs;
  return summarise(stretchesOf(samples, slow).map(toOutage));
}

/** Outages that touch [since, until], whole: an outage is not cut where a judgement begins. */
export function outagesWithin({ outages }: Outages, since: At, until: At): Outages {
  return summarise(outages.filter((each) => each.lastFailedAt >= since && each.firstFailedAt <= until));
}

function summarise(outages: readonly Outage[]): Outages {
  const lasted = outages.map((outage) => outage.lastedMs);
  return { outages, totalMs: sumOf(lasted), longestMs: longestOf(lasted) };
}

function stretchOf(
  samples: readonly SampleEvent[],
  before: At | undefined,
  after: At | undefined,
): Stretch | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    samples,
    firstAt: first.scheduledAt,
    lastAt: last.scheduledAt,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function toOutage({ samples, firstAt, lastAt, before, after }: Stretch): Outage {
  const outcomes: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of samples) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return {
    firstFailedAt: firstAt,
    lastFailedAt: lastAt,
    ...(before === undefined ? {} : { lastGoodAt: before }),
    ...(after === undefined ? {} : { firstGoodAt: after }),
    failed: samples.length,
    outcomes,
    lastedMs: {
      minMs: lastAt - firstAt,
      maxMs: before === undefined || after === undefined ? Infinity : after - before,
    },
  };
}
