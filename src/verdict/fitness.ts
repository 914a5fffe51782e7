import { instant, type Instant } from "../timeline/clock.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";
import { formatMs } from "../timeline/duration.ts";
import { senderQuality } from "../timeline/sender.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { disturbancesOf, overlap } from "./disturbances.ts";
import { uncleanBaseline } from "./baseline.ts";
import type { TrialRecord } from "./trial-record.ts";

/** A noise floor above this share of the bound judged by makes a judgement inconclusive (docs/verdicts.md). */
const noiseShare = 1 / 20;

/** Disturbances that spoil a whole trial, because they say that instants or observers could not be trusted. */
const spoiling: readonly DisturbanceEvent["what"][] = ["clock-step", "observer-lost"];

/** What of a trial's record bears on its fitness. */
type Circumstances = Pick<TrialRecord, "error" | "stopped" | "failingByDesign">;

/** Why nothing of this trial may be judged; empty where it is fit. */
export function unfitTrial({
  record,
  timeline,
}: {
  readonly record: Circumstances;
  readonly timeline: Timeline;
}): readonly string[] {
  if (record.error !== undefined) return [`the harness failed: ${record.error.message}`];
  if (record.stopped !== undefined) return [`the harness was stopped: ${record.stopped}`];
  return [
    ...unwitnessed(timeline),
    ...uncleanBaseline(timeline, record.failingByDesign ?? []),
    ...spoiled(timeline),
  ];
}

/**
 * Why a fault should not be injected yet: the trial runner asks this when the baseline ends, and may wait and start
 * again. `boundMs` is the tightest bound that the trial will be judged by.
 */
export function unfitToInject(
  timeline: Timeline,
  { failingByDesign, boundMs }: { failingByDesign: readonly string[]; boundMs: number },
): readonly string[] {
  return [
    ...uncleanBaseline(timeline, failingByDesign),
    ...spoiled(timeline),
    ...starved(timeline),
    ...noisy(timeline, boundMs),
  ];
}

/** What one judgement rests on: the stretch it was measured in, the bound it is judged by, the probe, if one. */
export interface JudgedBy {
  readonly span: Instant;
  readonly boundMs: number;
  readonly probe?: string;
  /** The stack did not do what was asked of it: any stall may be the reason. */
  readonly inDoubt?: boolean;
}

/** Why this one judgement may not be made although the trial as a whole is fit; empty where it may. */
export function unfitJudgement(timeline: Timeline, judged: JudgedBy): readonly string[] {
  const { span, boundMs, probe, inDoubt = false } = judged;
  const stalls = stallsIn(timeline, judged);
  const againstMs = inDoubt ? 0 : Number.isFinite(boundMs) ? boundMs : span.notAfter - span.notBefore;
  return [
    ...(lostTo(stalls, span) > againstMs * noiseShare
      ? stalls.map((event) => `${event.what}: ${event.detail}`)
      : []),
    ...noisy(timeline, boundMs, { span, ...(probe === undefined ? {} : { probe }) }),
    ...(probe === undefined ? [] : stalledProbe(timeline, { span, boundMs, probe })),
  ];
}

/**
 * For how long, in milliseconds, the instruments that took a figure did not run while they took it. What happened meanwhile may
 * have happened that much earlier or later, so the figure is uncertain by as much.
 */
export function stalledMs(timeline: Timeline, judged: Pick<JudgedBy, "span" | "probe">): number {
  return lostTo(stallsIn(timeline, judged), judged.span);
}

/**
 * Which programs of the lab were not let run in a stretch. It can make a service fail or be late, never well or in time: it excuses
 * what went wrong, and takes nothing from what went right.
 */
export function starvedIn(timeline: Timeline, span: Instant): readonly string[] {
  return disturbancesOf(timeline)
    .filter(({ what, at }) => what === "starved" && overlap(at, span))
    .map(({ detail }) => detail);
}

/** The stalls that bear on what was measured in a stretch with this probe; or without one, by instruments in the hosts. */
function stallsIn(
  timeline: Timeline,
  { span, probe }: Pick<JudgedBy, "span" | "probe">,
): readonly DisturbanceEvent[] {
  const stalls = disturbancesOf(timeline).filter(
    ({ what }) => !spoiling.includes(what) && what !== "starved",
  );
  return stalls
    .filter(({ at }) => overlap(at, span))
    .filter((event) => event.what !== "prober-stalled" || concerns(event, probe, stalls));
}

/** The part of a stretch that stalls took, in milliseconds; what several instruments lost at once is counted once. */
function lostTo(stalls: readonly DisturbanceEvent[], span: Instant): number {
  let lostMs = 0;
  let until = span.notBefore;
  for (const { at } of [...stalls].sort((a, b) => a.at.notBefore - b.at.notBefore)) {
    const end = Math.min(at.notAfter, span.notAfter);
    lostMs += Math.max(0, end - Math.max(at.notBefore, until));
    until = Math.max(until, end);
  }
  return lostMs;
}

/**
 * A sender's stall matters to what is measured with that sender. Where two senders stalled at once, it was the machine that did not
 * run, and with it everything that was measured.
 */
function concerns(
  event: DisturbanceEvent,
  probe: string | undefined,
  stalls: readonly DisturbanceEvent[],
): boolean {
  if (event.probe === undefined || event.probe === probe) return probe !== undefined;
  return stalls.some(
    (other) => other.probe !== undefined && other.probe !== event.probe && overlap(other.at, event.at),
  );
}

interface NoiseOf {
  readonly probe?: string;
  /** The stretch that is asked about; absent, or without a sample in it: the whole recording. */
  readonly span?: Instant;
}

/**
 * The sender lag of a probe at its 99.9th percentile: what this machine adds to a figure. Without a probe named, of the one that
 * sends most often, which sees the machine best; 0 where nothing was probed. A stall before or after a judged stretch adds nothing
 * to what was measured in it.
 */
export function noiseFloorMs(timeline: Timeline, { probe, span }: NoiseOf = {}): number {
  const [fastest] = [...timeline.probes()].sort((a, b) => a.everyMs - b.everyMs);
  const judged = timeline.probes().find((event) => event.probe === probe) ?? fastest;
  if (judged === undefined) return 0;
  const samples = timeline.sampled(judged.probe);
  const inSpan = samples.filter(
    ({ scheduledAt }) =>
      span === undefined || (scheduledAt >= span.notBefore && scheduledAt <= span.notAfter),
  );
  const asked = inSpan.length === 0 ? samples : inSpan;
  return asked.length === 0 ? 0 : senderQuality(asked, judged.everyMs).lagP999Ms;
}

function spoiled(timeline: Timeline): string[] {
  return disturbancesOf(timeline)
    .filter((event) => spoiling.includes(event.what))
    .map((event) => `${event.what}: ${event.detail}`);
}

function starved(timeline: Timeline): string[] {
  const all = starvedIn(timeline, instant(-Infinity, Infinity));
  return all.slice(0, 1).map((detail) => `the machine starves the lab: ${detail}`);
}

function noisy(timeline: Timeline, boundMs: number, of: NoiseOf = {}): string[] {
  const floorMs = noiseFloorMs(timeline, of);
  if (floorMs <= boundMs * noiseShare) return [];
  return [`the noise floor of ${formatMs(floorMs)} exceeds a twentieth of ${formatMs(boundMs)}`];
}

function stalledProbe(
  timeline: Timeline,
  { span, boundMs, probe }: JudgedBy & { readonly probe: string },
): string[] {
  const everyMs = timeline.probes().find((event) => event.probe === probe)?.everyMs;
  if (everyMs === undefined) return [`probe ${probe} never said what it is`];
  const samples = timeline
    .samplesOf(probe)
    .filter(({ scheduledAt }) => scheduledAt >= span.notBefore && scheduledAt <= span.notAfter);
  if (samples.length === 0) return [];
  const { lagMaxMs, missingMs } = senderQuality(samples, everyMs);
  const worstMs = Math.max(lagMaxMs, missingMs);
  return worstMs > boundMs * noiseShare
    ? [`probe ${probe} stalled for ${formatMs(worstMs)}, more than a twentieth of ${formatMs(boundMs)}`]
    : [];
}

function unwitnessed(timeline: Timeline): string[] {
  const fault = timeline.injected();
  if (fault === undefined) return ["no fault was injected"];
  const healed = timeline.healed();
  return [
    ...(fault.witnessed ? [] : [`the fault was not witnessed in force: ${fault.witness}`]),
    ...(healed === undefined ? ["the fault was not healed"] : []),
    ...(healed === undefined || healed.witnessed ? [] : [`the heal was not witnessed: ${healed.witness}`]),
  ];
}
