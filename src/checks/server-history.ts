import type { Instant } from "../timeline/clock.ts";
import type { ServerEvent } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";

/** One balancer's view of one server, "backend/server". */
export interface ServerView {
  readonly balancer: string;
  readonly server: string;
}

/** A server's name as haproxy.cfg and predictions spell it. */
export function serverName(event: Pick<ServerEvent, "backend" | "server">): string {
  return `${event.backend}/${event.server}`;
}

/** Every view that was recorded, in the order of its first event. */
export function viewsOf(timeline: Timeline): readonly ServerView[] {
  const views = new Map<string, ServerView>();
  for (const event of timeline.ofKind("server")) {
    const view = { balancer: event.balancer, server: serverName(event) };
    const key = `${view.balancer} ${view.server}`;
    if (!views.has(key)) views.set(key, view);
  }
  return [...views.values()];
}

/** The state changes of one view. Throws NOTHING_TO_JUDGE where this balancer never spoke of this server. */
export function historyOf(timeline: Timeline, { balancer, server }: ServerView): readonly ServerEvent[] {
  const events = timeline
    .ofKind("server")
    .filter((event) => event.balancer === balancer && serverName(event) === server);
  if (events.length === 0) throw nothing(`${balancer} said nothing of ${server}`);
  return events;
}

/** What a view was just before an instant; undefined where nothing was said until then. */
export function stateBefore(history: readonly ServerEvent[], at: Instant): ServerEvent["state"] | undefined {
  return history.filter((event) => event.at.notAfter < at.notBefore).at(-1)?.state;
}
