import { addressesOf, holdersAt, holdingsOf } from "../checks/holding.ts";
import { historyOf, stateBefore, viewsOf } from "../checks/server-history.ts";
import { instant, type At } from "../timeline/clock.ts";
import type { Timeline } from "../timeline/timeline.ts";

/**
 * Why the stretch before the fault was not a steady state; empty where it was: every probe succeeded (but for those
 * that fail on purpose), each address had one holder, no server was out. A fault that meets a stack which is already
 * broken measures something else.
 */
export function uncleanBaseline(timeline: Timeline, failingByDesign: readonly string[]): readonly string[] {
  const until = baselineEnd(timeline);
  const since = timeline.mark("baseline-start")?.at ?? timeline.start();
  const samples = timeline
    .ofKind("sample")
    // An operation that was still under way when the fault came belongs to the fault.
    .filter(({ scheduledAt, doneAt }) => scheduledAt >= since && doneAt < until);
  if (samples.length === 0) return ["no baseline was recorded"];
  const failures = new Map<string, number>();
  for (const { probe, outcome } of samples) {
    if (outcome === "ok" || failingByDesign.includes(probe)) continue;
    failures.set(probe, (failures.get(probe) ?? 0) + 1);
  }
  const reasons = [
    ...[...failures].map(([probe, count]) => `probe ${probe} failed ${count} times`),
    ...unclearAddresses(timeline, until),
    ...missingServers(timeline, until),
  ];
  return reasons.map((reason) => `the baseline was not clean: ${reason}`);
}

/** Where the baseline ends; before a fault was injected, that is the end of what is recorded so far. */
function baselineEnd(timeline: Timeline): At {
  const marked = timeline.mark("baseline-end")?.at ?? Infinity;
  const injectedAt = timeline.injected()?.at.notBefore ?? Infinity;
  return Math.min(marked, injectedAt, timeline.end());
}

function unclearAddresses(timeline: Timeline, until: At): string[] {
  return addressesOf(timeline)
    .map((address) => ({ address, holders: holdersAt(holdingsOf(timeline, address), until) }))
    .filter(({ holders }) => holders.length !== 1)
    .map(({ address, holders }) => `${address} was held by ${holders.join(" and ") || "nobody"}`);
}

function missingServers(timeline: Timeline, until: At): string[] {
  return viewsOf(timeline)
    .filter((view) => stateBefore(historyOf(timeline, view), instant(until)) === "DOWN")
    .map(({ balancer, server }) => `${balancer} had ${server} DOWN`);
}
