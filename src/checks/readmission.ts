import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Timing } from "./measured.ts";
import { afterHeal, canFollow, notSeen, seen } from "./observation.ts";
import { historyOf, stateBefore, type ServerView } from "./server-history.ts";

/**
 * From the heal until a balancer sends a server clients again.
 * Throws NOTHING_TO_JUDGE without a heal, or where the balancer had not taken the server out.
 */
export function readmission(timeline: Timeline, view: ServerView): Timing {
  const observation = afterHeal(timeline);
  const history = historyOf(timeline, view);
  const before = stateBefore(history, observation.cause);
  if (before !== "DOWN")
    throw nothing(`${view.balancer} had ${view.server} ${before ?? "unknown"} at the heal`);
  const changes = history.filter((event) => canFollow(observation, event.at));
  const up = changes.find((event) => event.state === "UP");
  if (up === undefined) return notSeen(observation, `${view.balancer} did not take ${view.server} back`);
  const flaps = changes.filter(
    (event) => event.state === "DOWN" && event.at.notBefore > up.at.notAfter,
  ).length;
  const flapping = flaps === 0 ? "" : `; it was taken out again ${flaps} times`;
  return seen(observation, up.at, {
    by: view.balancer,
    detail: `${view.balancer} took ${view.server} back${flapping}`,
  });
}
