import { instant } from "../timeline/clock.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import type { Condition } from "./measured.ts";
import { historyOf, stateBefore, viewsOf } from "./server-history.ts";
import { resolveSpan, type Span } from "./span.ts";

/**
 * Whether every balancer knows the same servers and has them all UP at the end of a span (default: the baseline).
 * A balancer in reserve that is blind to a server is seen here, before a failover needs it.
 * Throws NOTHING_TO_JUDGE where fewer than two balancers were recorded.
 */
export function serverViews(
  timeline: Timeline,
  span: Span = { since: "baseline-start", until: "baseline-end" },
): Condition {
  const { until } = resolveSpan(timeline, span);
  const views = viewsOf(timeline);
  const balancers = [...new Set(views.map(({ balancer }) => balancer))];
  if (balancers.length < 2) throw nothing("fewer than two balancers said what servers they see");
  const servers = [...new Set(views.map(({ server }) => server))];
  const wrong = balancers.flatMap((balancer) =>
    servers.flatMap((server) => {
      const known = views.some((view) => view.balancer === balancer && view.server === server);
      const state = known
        ? stateBefore(historyOf(timeline, { balancer, server }), instant(until))
        : undefined;
      return state === "UP" ? [] : [`${balancer} has ${server} ${state ?? "not at all"}`];
    }),
  );
  return {
    kind: "condition",
    holds: wrong.length === 0,
    detail: wrong.length === 0 ? `${balancers.join(", ")} have ${servers.join(", ")} UP` : wrong.join("; "),
  };
}
