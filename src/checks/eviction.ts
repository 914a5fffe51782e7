import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { afterFault, canFollow, notSeen, seen } from "./observation.ts";
import { historyOf, stateBefore, type ServerView } from "./server-history.ts";

/**
 * From the fault until a balancer takes a server out of rotation.
 * Throws NOTHING_TO_JUDGE without a fault, or where the balancer did not have the server UP before it.
 */
export function eviction(timeline: Timeline, view: ServerView): Timing {
  const observation = afterFault(timeline);
  const history = historyOf(timeline, view);
  const before = stateBefore(history, observation.cause);
  if (before !== "UP")
    throw nothing(`${view.balancer} had ${view.server} ${before ?? "unknown"} before the fault`);
  const changes = history.filter((event) => canFollow(observation, event.at));
  const down = changes.find((event) => event.state === "DOWN");
  if (down === undefined) return notSeen(observation, `${view.balancer} kept ${view.server} in rotation`);
  const flaps = changes.filter((event) => event.state === "UP").length;
  const flapping = flaps === 0 ? "" : `; it came back ${flaps} times before the heal`;
  return seen(observation, down.at, {
    by: view.balancer,
    detail: `${view.balancer} took ${view.server} out of rotation${flapping}`,
  });
}
