import type { Timeline } from "../timeline/timeline.ts";
import { partsOf, type Decomposition, type Step } from "./decomposition.ts";
import { recovery } from "./decomposition-takeover.ts";
import { firstChange, successionOf } from "./succession.ts";

/**
 * What the succession of a database's primary was made of: fault → its lock is gone → another member has it → takes writes → has the
 * clients → the first success of each probe that had failed. `ignoring` names probes that fail in a healthy stack on purpose.
 * Throws NOTHING_TO_JUDGE where nobody inherited.
 */
export function decomposeSuccession(
  timeline: Timeline,
  { ignoring = [] }: { ignoring?: readonly string[] } = {},
): Decomposition {
  const { lost, heir } = successionOf(timeline);
  const cause = timeline.fault().at;
  const steps: readonly Step[] = [
    {
      name: `the lock of ${lost} is gone`,
      at: firstChange(timeline, { member: lost, aspect: "lock", holds: false }),
      knob: "ttl, loop_wait: where in its loop it was is chance; a release tells at once",
      why: "no store told of its end",
    },
    {
      name: `${heir} has the lock`,
      at: firstChange(timeline, { member: heir, aspect: "lock", holds: true }),
      knob: "none: a candidate asks every member it knows, and gives one that is silent 2 s",
      why: "no store told of it",
    },
    {
      name: `${heir} takes writes`,
      at: firstChange(timeline, { member: heir, aspect: "primary", holds: true }),
      knob: "how much it has to replay; pg_ctl promote",
      why: `its PostgreSQL did not say so`,
    },
    {
      name: `${heir} has the clients`,
      at: firstChange(timeline, { member: heir, aspect: "in-rotation", holds: true }),
      knob: "inter and rise of the database's balancer",
      why: "HAProxy did not say so",
    },
  ];
  const ends = timeline
    .probes()
    .filter(({ probe }) => !ignoring.includes(probe))
    .map(({ probe, everyMs }) =>
      recovery(timeline, { probe, everyMs, cause, movedAt: lastOf(steps, cause) }),
    );
  return {
    of: "succession",
    subject: "the database",
    by: heir,
    parts: partsOf({ name: "fault", at: cause }, steps, ends),
  };
}

function lastOf(steps: readonly Step[], otherwise: NonNullable<Step["at"]>): NonNullable<Step["at"]> {
  return steps.reduce(
    (latest, { at }) => (at === undefined || at.notAfter < latest.notAfter ? latest : at),
    otherwise,
  );
}
