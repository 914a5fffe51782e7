import type { MemberAspect, MemberEvent } from "../timeline/events.ts";
import { grouped } from "../timeline/grouped.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Lane } from "./certificate.ts";
import { middle } from "./middle.ts";

const says: Readonly<Record<MemberAspect, string>> = {
  lock: "holds the lock",
  primary: "takes writes",
  "in-rotation": "has the clients",
  synchronous: "may inherit",
  standby: "streams from the primary",
};

/** For how long each member of a replicated database was what it was, by whoever could tell; who never was it has no lane. */
export function memberLanes(timeline: Timeline): readonly Lane[] {
  const label = ({ member, aspect }: MemberEvent): string => `${member} ${says[aspect]}`;
  return [...grouped(timeline.ofKind("member"), label)].map(([name, told]) => ({
    label: name,
    bars: barsOf(told, timeline.end()),
    instants: [],
  }));
}

function barsOf(told: readonly MemberEvent[], end: number): Lane["bars"] {
  const bars: Lane["bars"] = [];
  let since: number | undefined;
  for (const { holds, at } of [...told].sort((a, b) => a.at.notAfter - b.at.notAfter)) {
    if (holds) since ??= middle(at);
    else if (since !== undefined) {
      bars.push({ fromMs: since, toMs: middle(at), what: "held" });
      since = undefined;
    }
  }
  return since === undefined ? bars : [...bars, { fromMs: since, toMs: end, what: "held" }];
}
