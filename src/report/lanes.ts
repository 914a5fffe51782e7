import { addressesOf, holdingsOf } from "../checks/holding.ts";
import { historyOf, viewsOf, type ServerView } from "../checks/server-history.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { At, Instant } from "../timeline/clock.ts";
import { outagesOf } from "../timeline/outage.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { TrialResult } from "../verdict/trial-record.ts";
import type { Lane } from "./certificate.ts";

type Bar = Lane["bars"][number];

/** The middle of an instant, for drawing; figures keep the interval. */
export function middle({ notBefore, notAfter }: Instant): At {
  return Number.isFinite(notAfter) ? (notBefore + notAfter) / 2 : notBefore;
}

/**
 * What a drawing of a trial shows, in milliseconds after the injection: what was predicted, who held each address,
 * which servers were out by which balancer, which probes failed. Empty where no fault was injected.
 */
export function lanesOf({ record, timeline }: TrialResult): Lane[] {
  const injected = timeline.injected();
  if (injected === undefined) return [];
  const zero = middle(injected.at);
  const lanes = [
    ...record.predictions.map((each) => predictedLane(timeline, each)),
    ...addressesOf(timeline).flatMap((address) => holderLanes(timeline, address)),
    ...viewsOf(timeline).map((view) => serverLane(timeline, view)),
    ...timeline.probes().map(({ probe }) => probeLane(timeline, probe)),
  ];
  return lanes
    .filter(({ bars }) => bars.length > 0)
    .map(({ label, bars }) => ({
      label,
      bars: bars.map(({ fromMs, toMs, what }) => ({ fromMs: fromMs - zero, toMs: toMs - zero, what })),
    }));
}

function predictedLane(
  timeline: Timeline,
  { transition, subject, by, from, outcome, window }: Prediction,
): Lane {
  const cause = from === "inject" ? timeline.injected() : timeline.healed();
  const label = `predicted: ${transition} of ${subject} by ${by}`;
  if (cause === undefined || outcome === "never") return { label, bars: [] };
  const start = middle(cause.at);
  const end = Math.min(start + window.latestMs, timeline.end());
  return { label, bars: [{ fromMs: start + window.earliestMs, toMs: end, what: "window" }] };
}

function holderLanes(timeline: Timeline, address: string): Lane[] {
  const holdings = holdingsOf(timeline, address);
  return [...new Set(holdings.map(({ host }) => host))].map((host) => ({
    label: `${address} on ${host}`,
    bars: holdings
      .filter((holding) => holding.host === host)
      .map(({ from, until }): Bar => ({
        fromMs: middle(from),
        toMs: until === undefined ? timeline.end() : middle(until),
        what: "held",
      })),
  }));
}

function serverLane(timeline: Timeline, view: ServerView): Lane {
  const history = historyOf(timeline, view);
  const bars = history.flatMap(({ state, at }, index): Bar[] => {
    if (state === "UP") return [];
    const next = history[index + 1];
    const toMs = next === undefined ? timeline.end() : middle(next.at);
    return [{ fromMs: middle(at), toMs, what: "down" }];
  });
  return { label: `${view.server} out at ${view.balancer}`, bars };
}

function probeLane(timeline: Timeline, probe: string): Lane {
  const samples = timeline.sampled(probe);
  const bars = outagesOf(samples).outages.map(({ firstFailedAt, lastFailedAt, firstGoodAt }): Bar => ({
    fromMs: firstFailedAt,
    toMs: firstGoodAt ?? lastFailedAt,
    what: "outage",
  }));
  return { label: `probe ${probe} failed`, bars };
}
