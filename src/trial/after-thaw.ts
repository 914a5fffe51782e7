import type { TimelineEvent } from "../timeline/events.ts";

/**
 * An observer that was frozen with its host wakes and reports what it finds as having happened at some time since it last looked.
 * Nothing can happen in a host whose every process is frozen, so it happened after the thaw began.
 */
export function afterThaw(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const thaws = events.filter(
    (event) => event.kind === "fault" && event.phase === "heal" && event.plan.kind === "host-freeze",
  );
  return thaws.reduce<readonly TimelineEvent[]>((sofar, thaw) => {
    if (thaw.kind !== "fault") return sofar;
    return sofar.map((event) => {
      const host = hostOf(event);
      if (
        host === undefined ||
        !thaw.plan.hosts.includes(host) ||
        !("at" in event) ||
        typeof event.at === "number"
      )
        return event;
      const { notBefore, notAfter } = event.at;
      if (notBefore >= thaw.at.notBefore || notAfter < thaw.at.notBefore) return event;
      return { ...event, at: { notBefore: thaw.at.notBefore, notAfter } } as TimelineEvent;
    });
  }, events);
}

function hostOf(event: TimelineEvent): string | undefined {
  if (event.kind === "disturbance") return undefined;
  if ("balancer" in event) return event.balancer;
  return "host" in event ? event.host : undefined;
}
