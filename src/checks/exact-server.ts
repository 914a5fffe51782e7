import { instant, type Instant } from "../timeline/clock.ts";
import type { DurationMs } from "../timeline/duration.ts";
import type { CheckEvent, ConnectionEvent } from "../timeline/events.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { eviction } from "./eviction.ts";
import { exactFrom, inexact, type Exact, type Inexact } from "./exact.ts";
import type { Seen } from "./measured.ts";
import { afterFault, canFollow } from "./observation.ts";
import { readmission } from "./readmission.ts";
import { historyOf, serverName, type ServerView } from "./server-history.ts";

/** One server's health check as the wire shows it and as its configuration times it: plain figures. */
export interface WatchedServer extends ServerView {
  readonly address: string;
  /** The ports that its check connects to. */
  readonly ports: readonly number[];
  /** From the end of the last good check until DOWN, with every check after it failing as this fault makes it fail. */
  readonly downAfterGoodMs: DurationMs;
  /** From the end of the last failing check until UP. */
  readonly upAfterBadMs: DurationMs;
  /** The part of it that comes after the first good check. */
  readonly upAfterFirstGoodMs: DurationMs;
}

/**
 * When a balancer had to take a server out in this run: the end of its last good check, the intervals and the failing checks after
 * it. Throws NOTHING_TO_JUDGE as `eviction` does.
 */
export function exactEviction(timeline: Timeline, watched: WatchedServer): Exact | Inexact {
  const down = eviction(timeline, watched);
  if (down.kind === "not-seen") return inexact(down.detail);
  const good = checksOf(timeline, watched)
    .filter((check) => isGood(check) && endOf(check).notAfter <= down.at.notAfter)
    .at(-1);
  if (good === undefined) return inexact("no good check was seen on the wire before");
  if (failedBefore(timeline, watched, { good: endOf(good), down: down.at }))
    return inexact("the step that failed looks on the wire like what clients send through the balancer");
  const since = "the end of the last good check";
  return exactFrom({ since, sinceAt: endOf(good), waitMs: watched.downAfterGoodMs }, change(down));
}

/**
 * When it had to take the server back: counted from the end of the last failing check where that is on the wire, else from the first
 * good one (a connection that is given up before it stands leaves no trace). Throws NOTHING_TO_JUDGE as `readmission` does.
 */
export function exactReadmission(timeline: Timeline, watched: WatchedServer): Exact | Inexact {
  const up = readmission(timeline, watched);
  if (up.kind === "not-seen") return inexact(up.detail);
  const checks = checksOf(timeline, watched).filter(({ at }) => at.notBefore <= up.at.notAfter);
  const bad = checks.filter((check) => !isGood(check)).at(-1);
  const outSince = bad?.at ?? downBefore(timeline, watched, up.at);
  const good = checks.find((check) => isGood(check) && check.at.notBefore > outSince.notBefore);
  if (bad?.endedAt !== undefined && isNext(watched, { badEnded: bad.endedAt, good: good?.at })) {
    const since = "the end of the last failing check";
    return exactFrom({ since, sinceAt: bad.endedAt, waitMs: watched.upAfterBadMs }, change(up));
  }
  if (good === undefined) return inexact("no good check was seen on the wire before");
  const since = "the end of the first good check";
  return exactFrom({ since, sinceAt: endOf(good), waitMs: watched.upAfterFirstGoodMs }, change(up));
}

/**
 * Whether the first good check can be the one that followed the failing one. To a host that is gone a check gets no further than
 * ARP: others may have failed in between that left no trace.
 */
function isNext(
  { upAfterBadMs, upAfterFirstGoodMs }: WatchedServer,
  { badEnded, good }: { badEnded: Instant; good: Instant | undefined },
): boolean {
  const apartMs = upAfterBadMs.maxMs - upAfterFirstGoodMs.minMs;
  return good === undefined || good.notBefore - badEnded.notAfter < 2 * apartMs;
}

/** When the server was taken out that was taken back at `up`; `readmission` has made sure that it was. */
function downBefore(timeline: Timeline, view: ServerView, up: Instant): Instant {
  const downs = historyOf(timeline, view).filter(
    ({ state, at }) => state === "DOWN" && at.notBefore <= up.notAfter,
  );
  return downs.at(-1)?.at ?? up;
}

/**
 * Whether the balancer called a check of this outage failed before the last connection that looks like a good check was over. A server
 * that follows another's checks (`track`) has none of its own, so those of its namesakes count too.
 */
function failedBefore(
  timeline: Timeline,
  { balancer, server }: ServerView,
  { good, down }: { good: Instant; down: Instant },
): boolean {
  const observation = afterFault(timeline);
  return timeline
    .ofKind("check")
    .some(
      (check) =>
        check.balancer === balancer &&
        server.endsWith(`/${check.server}`) &&
        hasFailed(check) &&
        canFollow(observation, check.at) &&
        check.at.notAfter < good.notBefore &&
        check.at.notBefore <= down.notAfter,
    );
}

/** What a balancer itself says of its checks of one server. */
export function checkEvents(timeline: Timeline, { balancer, server }: ServerView): readonly CheckEvent[] {
  return timeline
    .ofKind("check")
    .filter((event) => event.balancer === balancer && serverName(event) === server);
}

/** Failed, and not merely unknown because none is over yet. */
export function hasFailed({ passed, status }: CheckEvent): boolean {
  return !passed && status.startsWith("failed");
}

/** The health checks of one server by one balancer, on the wire, by their beginnings. */
export function checksOf(
  timeline: Timeline,
  { balancer, address, ports }: Pick<WatchedServer, "balancer" | "address" | "ports">,
): readonly ConnectionEvent[] {
  return timeline
    .ofKind("connection")
    .filter(
      (event) =>
        event.purpose === "check" &&
        event.host === balancer &&
        event.address === address &&
        ports.includes(event.port),
    );
}

/** It connected, and where something was asked, the answer was no error. */
export function isGood({ outcome, askedAt, dataAt, status = 200 }: ConnectionEvent): boolean {
  const answered = askedAt === undefined || dataAt !== undefined;
  return outcome === "accepted" && answered && status >= 200 && status < 400;
}

/** When a check was over: as it was closed, or when the answer came. */
export function endOf({ endedAt, dataAt, answeredAt, at }: ConnectionEvent): Instant {
  return endedAt ?? dataAt ?? answeredAt ?? instant(at.notBefore, Infinity);
}

function change({ by, at }: Seen): { by: string; at: Instant } {
  return { by: `${by ?? "the balancer"}'s own word`, at };
}
