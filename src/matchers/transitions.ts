import { addressesOf } from "../checks/holding.ts";
import { viewsOf } from "../checks/server-history.ts";
import type { Transition } from "../predict/prediction.ts";
import { nothing } from "../timeline/timeline.ts";
import { measureTransition } from "../verdict/measure.ts";
import type { Recording } from "./recording.ts";
import type { Measurement } from "./verdict.ts";

/** Which of the recording's addresses or servers a matcher asks about; absent: all that can be judged. */
export interface Asked {
  /** A VIP's address. */
  readonly address?: string;
  /** "backend/server". */
  readonly server?: string;
  readonly balancer?: string;
}

/** The takeover of every address asked for. Throws NOTHING_TO_JUDGE where there is none. */
export function takeovers(recording: Recording, { address }: Asked): readonly Measurement[] {
  const addresses = address === undefined ? addressesOf(recording.timeline) : [address];
  if (addresses.length === 0) throw nothing("no address was recorded");
  return addresses.map((subject) => measurement(recording, "takeover", { subject, by: "" }));
}

/**
 * Eviction or re-admission of the server asked for, at each balancer that saw it.
 * Throws NOTHING_TO_JUDGE where no balancer spoke of it.
 */
export function serverTransitions(
  recording: Recording,
  transition: "eviction" | "readmission",
  { server, balancer }: Asked,
): readonly Measurement[] {
  const views = viewsOf(recording.timeline).filter(
    (view) =>
      (server === undefined || view.server === server) &&
      (balancer === undefined || view.balancer === balancer),
  );
  if (views.length === 0) throw nothing(`no balancer said anything of ${server ?? "any server"}`);
  return views.map((view) => measurement(recording, transition, { subject: view.server, by: view.balancer }));
}

function measurement(
  { timeline, record }: Recording,
  transition: Transition,
  { subject, by }: { subject: string; by: string },
): Measurement {
  const prediction = record.predictions?.find(
    (each) => each.transition === transition && each.subject === subject && (by === "" || each.by === by),
  );
  const from = transition === "readmission" ? "heal" : "inject";
  const where = by === "" ? "" : ` by ${by}`;
  return {
    subject: `${transition} of ${subject}${where}`,
    measured: measureTransition(timeline, { transition, subject, by, from }),
    prediction,
    from,
  };
}
