import type { At, Instant } from "../timeline/clock.ts";
import { outagesOf } from "../timeline/outage.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Claimant } from "./exact-claimant.ts";
import { gratuitousArpAt, near } from "./exact-claimant.ts";
import { exactEviction, type WatchedServer } from "./exact-server.ts";
import { takeover } from "./takeover.ts";

/** One instant as two instruments have it, which know nothing of each other. */
export interface Comparison {
  /** What both saw: "lb2 took 10.9.0.100". */
  readonly what: string;
  readonly one: Witness;
  readonly other: Witness;
  /** How far apart the two things may lie that they see, in milliseconds: keepalived logs, adds the address and sends, in this order. */
  readonly grainMs: number;
}

export interface Witness {
  readonly by: string;
  readonly at: Instant;
}

/** The programs act one step after the other without waiting; this is the model's grain for VRRP (timing-model.md 4.2). */
const stepMs = 20;
/** HAProxy's timers add to this; the model's grain for health checks (timing-model.md 4.2). */
const checkMs = 100;

/** Whether the two intervals, each its instrument's own uncertainty, have an instant in common but for the grain. */
export function agrees({ one, other, grainMs }: Comparison): boolean {
  return one.at.notBefore <= other.at.notAfter + grainMs && other.at.notBefore <= one.at.notAfter + grainMs;
}

/**
 * A takeover as four instruments have it: the balancer's addresses, keepalived's own word, the wire, and a client's probe. What one of
 * them did not see is not compared. Throws NOTHING_TO_JUDGE as `takeover` does.
 */
export function takeoverSeen(
  timeline: Timeline,
  address: string,
  { claimant: { host, macs }, probe }: { claimant: Pick<Claimant, "host" | "macs">; probe: string },
): readonly Comparison[] {
  const moved = takeover(timeline, address);
  if (moved.kind === "not-seen" || moved.by !== host) return [];
  const master = timeline
    .ofKind("vrrp")
    .find((event) => event.host === host && event.state === "MASTER" && near(event.at, moved.at));
  const garp = gratuitousArpAt(timeline, { address, macs, at: moved.at });
  const what = `${host} took ${address}`;
  const wire = { by: "the capture, by gratuitous ARP,", at: garp?.at };
  return [
    ...compared(what, { by: `the addresses of ${host}`, at: moved.at }, wire),
    ...compared(what, { by: `keepalived on ${host}`, at: master?.at }, wire),
    ...servedAgain(timeline, { address, macs, probe, since: moved.at.notBefore }),
  ];
}

/** The first connection that stands after an outage: in the capture, and between a probe's last failure and its first success. */
function servedAgain(
  timeline: Timeline,
  { address, macs, probe, since }: { address: string; macs: readonly string[]; probe: string; since: At },
): readonly Comparison[] {
  const stands = timeline
    .ofKind("connection")
    .find(
      (event) =>
        event.purpose === "client" &&
        event.address === address &&
        macs.includes(event.sentTo) &&
        event.outcome === "accepted" &&
        event.at.notAfter >= since,
    );
  const samples = timeline.samplesOf(probe);
  const outage = outagesOf(samples).outages.find(
    ({ firstGoodAt }) => firstGoodAt !== undefined && firstGoodAt >= since,
  );
  const good = samples.find(({ scheduledAt }) => scheduledAt === outage?.firstGoodAt);
  const bad = samples.find(({ scheduledAt }) => scheduledAt === outage?.lastFailedAt);
  if (good === undefined || bad === undefined) return [];
  const felt = { by: `probe ${probe}`, at: { notBefore: bad.sentAt, notAfter: good.doneAt } };
  return compared("a client's connection stood again", felt, { by: "the capture", at: stands?.answeredAt });
}

/**
 * An eviction as the balancer has it, and as the capture says that it had to come: the end of the last good check on the wire, and the
 * intervals and failing checks after it. Throws NOTHING_TO_JUDGE as `eviction` does.
 */
export function evictionSeen(timeline: Timeline, watched: WatchedServer): readonly Comparison[] {
  const exact = exactEviction(timeline, watched);
  if (exact.kind === "inexact") return [];
  const { balancer, server } = watched;
  return [
    {
      what: `${balancer} took ${server} out`,
      one: { by: `the capture, ${exact.since} and what follows it,`, at: exact.exactAt },
      other: { by: balancer, at: exact.measuredAt },
      grainMs: checkMs,
    },
  ];
}

interface Seen {
  readonly by: string;
  readonly at: Instant | undefined;
}

function compared(what: string, one: Seen, other: Seen): readonly Comparison[] {
  if (one.at === undefined || other.at === undefined) return [];
  return [{ what, one: { ...one, at: one.at }, other: { ...other, at: other.at }, grainMs: stepMs }];
}
