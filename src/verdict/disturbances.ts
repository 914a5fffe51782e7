import type { Instant } from "../timeline/clock.ts";
import type { DisturbanceEvent } from "../timeline/events.ts";
import type { FaultKind } from "../timeline/fault-plan.ts";
import type { Timeline } from "../timeline/timeline.ts";

/** Faults that silence everything in a host, the instruments that sit there too: for good, or for a tenth of a second at a time. */
const silencing: readonly FaultKind[] = ["host-loss", "host-freeze", "cpu-throttle"];

/**
 * What disturbed the instruments, but for what a fault did itself: an observer in a frozen host sees nothing, and
 * should not. Only a disturbance that meets the fault's own time in the fault's own host is explained by it.
 */
export function disturbancesOf(timeline: Timeline): readonly DisturbanceEvent[] {
  const silences = silencesOf(timeline);
  return timeline
    .ofKind("disturbance")
    .filter(({ host, at }) => !silences.some((each) => each.host === host && overlap(each.during, at)));
}

export function overlap(a: Instant, b: Instant): boolean {
  return a.notBefore <= b.notAfter && a.notAfter >= b.notBefore;
}

interface Silence {
  readonly host: string;
  readonly during: Instant;
}

/** From each injection to the next heal of the same host; a heal alone ends what was broken before the recording. */
function silencesOf(timeline: Timeline): readonly Silence[] {
  const faults = timeline.ofKind("fault").filter(({ plan }) => silencing.includes(plan.kind));
  const hosts = [...new Set(faults.flatMap(({ plan }) => plan.hosts))];
  return hosts.flatMap((host) => {
    const silences: Silence[] = [];
    let since: number | undefined = -Infinity;
    for (const { phase, plan, at } of faults) {
      if (!plan.hosts.includes(host)) continue;
      if (phase === "inject") since = at.notBefore;
      if (phase === "heal" && since !== undefined) {
        silences.push({ host, during: { notBefore: since, notAfter: at.notAfter } });
        since = undefined;
      }
    }
    return since === undefined || since === -Infinity
      ? silences
      : [...silences, { host, during: { notBefore: since, notAfter: Infinity } }];
  });
}
