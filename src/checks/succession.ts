import { afterFault, canFollow } from "./observation.ts";
import type { MemberAspect, MemberEvent } from "../timeline/events.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";

/** Who lost a replicated database, and who inherited it. */
export interface Succession {
  readonly lost: string;
  readonly heir: string;
}

/**
 * The member that held the lock when the fault came, and the first other one to hold it afterwards.
 * Throws NOTHING_TO_JUDGE where there is no replicated database, or nobody inherited it before the heal.
 */
export function successionOf(timeline: Timeline): Succession {
  const observation = afterFault(timeline);
  const locks = memberEvents(timeline, "lock");
  const before = locks.filter(({ at, holds }) => holds && at.notAfter < observation.cause.notBefore);
  const lost = before.at(-1)?.member;
  if (lost === undefined) throw nothing("nobody held a lock before the fault");
  const taken = locks.find(({ member, holds, at }) => holds && member !== lost && canFollow(observation, at));
  if (taken === undefined) throw nothing(`nobody took the lock of ${lost}`);
  return { lost, heir: taken.member };
}

/** When a member first came to be something, or no longer to be it, after the fault and before its heal; undefined where it never did. */
export function firstChange(
  timeline: Timeline,
  { member, aspect, holds }: Pick<MemberEvent, "member" | "aspect" | "holds">,
): MemberEvent["at"] | undefined {
  const observation = afterFault(timeline);
  return memberEvents(timeline, aspect).find(
    (event) => event.member === member && event.holds === holds && canFollow(observation, event.at),
  )?.at;
}

function memberEvents(timeline: Timeline, aspect: MemberAspect): readonly MemberEvent[] {
  return timeline
    .ofKind("member")
    .filter((event) => event.aspect === aspect)
    .sort((a, b) => a.at.notAfter - b.at.notAfter);
}
