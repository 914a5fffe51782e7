import { addressesOf, holdingsOf } from "../checks/holding.ts";
import { historyOf, viewsOf, type ServerView } from "../checks/server-history.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { Instant } from "../timeline/clock.ts";
import { grouped } from "../timeline/grouped.ts";
import { outagesOf } from "../timeline/outage.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { TrialResult } from "../verdict/trial-record.ts";
import type { Lane } from "./certificate.ts";
import { memberLanes } from "./member-lanes.ts";
import { middle } from "./middle.ts";

type Bar = Lane["bars"][number];

/**
 * What a drawing of a trial shows, in milliseconds after the injection: what was predicted, who held each address,
 * what keepalived and the engine said, what was on
 * the wire, which servers were out by which balancer, which probes failed. Empty where no fault was injected.
 */
export function lanesOf({ record, timeline }: TrialResult): Lane[] {
  const injected = timeline.injected();
  if (injected === undefined) return [];
  const zero = middle(injected.at);
  const lanes = [
    ...record.predictions.map((each) => predictedLane(timeline, each)),
    ...addressesOf(timeline).flatMap((address) => holderLanes(timeline, address)),
    ...instantLanes(timeline),
    ...memberLanes(timeline),
    ...viewsOf(timeline).map((view) => serverLane(timeline, view)),
    ...timeline.probes().map(({ probe }) => probeLane(timeline, probe)),
  ];
  return lanes
    .filter(({ bars, instants }) => bars.length + instants.length > 0)
    .map(({ label, bars, instants }) => ({
      label,
      bars: bars.map(({ fromMs, toMs, what }) => ({ fromMs: fromMs - zero, toMs: toMs - zero, what })),
      instants: instants.map(({ atMs, text }) => ({ atMs: atMs - zero, text })),
    }));
}

function predictedLane(
  timeline: Timeline,
  { transition, subject, by, from, outcome, window }: Prediction,
): Lane {
  const cause = from === "inject" ? timeline.injected() : timeline.healed();
  const label = `predicted: ${transition} of ${subject} by ${by}`;
  if (cause === undefined || outcome === "never") return { label, bars: [], instants: [] };
  const start = middle(cause.at);
  const end = Math.min(start + window.latestMs, timeline.end());
  return { label, bars: [{ fromMs: start + window.earliestMs, toMs: end, what: "window" }], instants: [] };
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
    instants: [],
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
  return { label: `${view.server} out at ${view.balancer}`, bars, instants: [] };
}

function probeLane(timeline: Timeline, probe: string): Lane {
  const samples = timeline.sampled(probe);
  const bars = outagesOf(samples).outages.map(({ firstFailedAt, lastFailedAt, firstGoodAt }): Bar => ({
    fromMs: firstFailedAt,
    toMs: firstGoodAt ?? lastFailedAt,
    what: "outage",
  }));
  return { label: `probe ${probe} failed`, bars, instants: [] };
}

interface Said {
  readonly label: string;
  readonly at: Instant;
  readonly text: string;
}

/** What came at an instant: states of keepalived, advertisements and gratuitous ARP on the wire, the engine's own events. */
function instantLanes(timeline: Timeline): Lane[] {
  const said: readonly Said[] = [
    ...timeline.ofKind("vrrp").map(({ host, instance, state, at }) => ({
      label: `keepalived on ${host}`,
      text: `${instance} ${state}`,
      at,
    })),
    ...timeline.ofKind("advert").map(({ source, priority, at }) => ({
      label: `advertisements of ${source}`,
      text: `priority ${priority}`,
      at,
    })),
    ...timeline
      .ofKind("arp")
      .filter(({ gratuitous }) => gratuitous)
      .map(({ address, mac, at }) => ({ label: `gratuitous ARP of ${address}`, text: `from ${mac}`, at })),
    ...timeline
      .ofKind("engine")
      .map(({ host, action, at }) => ({ label: `engine: ${host}`, text: action, at })),
  ];
  return [...grouped(said, ({ label }) => label)].map(([label, members]) => ({
    label,
    bars: [],
    instants: members.map(({ at, text }) => ({ atMs: middle(at), text })),
  }));
}
