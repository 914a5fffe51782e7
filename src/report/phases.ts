import { checksOf } from "../checks/exact-server.ts";
import type { Instant } from "../timeline/clock.ts";
import { grouped } from "../timeline/grouped.ts";
import { quantile } from "../timeline/quantile.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import type { Certificate, CertifiedTrial } from "./certificate.ts";
import { middle } from "./middle.ts";

type TrialPhase = NonNullable<CertifiedTrial["phases"]>[number];
type Coverage = NonNullable<Certificate["coverage"]>[number];

/**
 * Where in the cycles of the protocols a fault came, as the wire showed them: how long after the last advertisement, and after the
 * beginning of the last health check that it would fail. A cycle is the median of what lay between two of them before the fault;
 * what was not seen twice by then is left out.
 */
export function phasesOf({ wire }: TrialRecord, timeline: Timeline): TrialPhase[] {
  const injected = timeline.injected();
  if (injected === undefined) return [];
  const before = (instants: readonly Instant[]): readonly number[] =>
    instants.map(middle).filter((at) => at <= middle(injected.at));
  const sources = grouped(
    timeline.ofKind("advert").filter(({ priority }) => priority > 0),
    ({ source, routerId }) => `${source} ${routerId}`,
  );
  const adverts = [...sources.values()].map((sent): [string, readonly number[]] => [
    "advertisement",
    before(sent.map(({ at }) => at)),
  ]);
  const checks = (wire?.servers ?? []).map((watched): [string, readonly number[]] => [
    `health check of ${watched.server} by ${watched.balancer}`,
    before(checksOf(timeline, watched).map(({ at }) => at)),
  ]);
  return [...adverts, ...checks].flatMap(([of, instants]) => {
    const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? at));
    const last = instants.at(-1);
    if (gaps.length === 0 || last === undefined) return [];
    return [{ of, afterMs: middle(injected.at) - last, cycleMs: quantile(gaps, 0.5) }];
  });
}

/** How evenly the rounds of each trial were spread over each cycle; of what was tried once there is nothing to say. */
export function coverageOf(trials: readonly CertifiedTrial[]): Coverage[] {
  const tried = trials
    .filter(({ unfit }) => unfit.length === 0)
    .flatMap(({ profile, scenario, title, phases = [] }) =>
      phases.map(({ of, afterMs, cycleMs }) => ({
        profile,
        scenario,
        title,
        of,
        at: (afterMs / cycleMs) % 1,
      })),
    );
  const groups = grouped(tried, ({ profile, scenario, of }) => JSON.stringify([profile, scenario, of]));
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const [{ profile, scenario, title, of }] = group;
      const phases = group.map(({ at }) => at).sort((a, b) => a - b);
      return { profile, scenario, title, of, phases, largestGap: largestGap(phases) };
    });
}

/** The largest part of a cycle in which no fault came, as a share of it; the cycle is round. */
function largestGap(sorted: readonly number[]): number {
  const [first = 0] = sorted;
  return Math.max(...sorted.map((at, index) => (sorted[index + 1] ?? first + 1) - at));
}
