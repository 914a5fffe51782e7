import type { Instant } from "../timeline/clock.ts";
import { instant } from "../timeline/clock.ts";
import { outagesOf, outagesWithin } from "../timeline/outage.ts";
import { nothing, type Timeline } from "../timeline/timeline.ts";
import { partsOf, type Decomposition, type Step } from "./decomposition.ts";
import { gratuitousArpAt, near, sameChangeMs, type Claimant } from "./exact-claimant.ts";
import { becomingBackup, timerStart } from "./exact-takeover.ts";
import { failback } from "./failback.ts";
import { takeover } from "./takeover.ts";

/**
 * What a takeover (or, counted from the heal, a failback) was made of: fault → start of the claimant's timer → MASTER → first gratuitous
 * ARP → what clients do → the first success of each probe that had failed. `ignoring` names probes that fail in a healthy stack on
 * purpose. Throws NOTHING_TO_JUDGE where the address did not move to the claimant, and as `takeover` and `failback` do.
 */
export function decomposeTakeover(
  timeline: Timeline,
  address: string,
  {
    claimant,
    from = "inject",
    ignoring = [],
  }: { claimant: Claimant; from?: "inject" | "heal"; ignoring?: readonly string[] },
): Decomposition {
  const moved = from === "inject" ? takeover(timeline, address) : failback(timeline, address, "heal");
  if (moved.kind === "not-seen" || moved.by !== claimant.host) {
    throw nothing(`${address} did not move to ${claimant.host}: ${moved.detail}`);
  }
  const cause = from === "inject" ? timeline.fault().at : (timeline.healed()?.at ?? timeline.fault().at);
  const origin = { name: from === "inject" ? "fault" : "heal", at: cause };
  const steps = [
    ...timerSteps(timeline, { claimant, claimedAt: moved.at, cause }),
    gratuitousArp(timeline, { address, claimant, claimedAt: moved.at }),
    clientsTurn(timeline, { address, claimant, claimedAt: moved.at }),
  ];
  const ends = timeline
    .probes()
    .filter(({ probe }) => !ignoring.includes(probe))
    .map(({ probe, everyMs }) => recovery(timeline, { probe, everyMs, cause, movedAt: moved.at }));
  const of = from === "inject" ? "takeover" : "failback";
  return { of, subject: address, by: claimant.host, parts: partsOf(origin, steps, ends) };
}

function timerSteps(
  timeline: Timeline,
  { claimant, claimedAt, cause }: { claimant: Claimant; claimedAt: Instant; cause: Instant },
): readonly [Step, Step] {
  const start = timerStart(timeline, claimant, claimedAt);
  const farewell = "since" in start && start.waitMs.maxMs <= claimant.skewMs;
  const master = timeline
    .ofKind("vrrp")
    .find(({ host, state, at }) => host === claimant.host && state === "MASTER" && near(at, claimedAt));
  return [
    {
      name: "since" in start ? start.since : "the last accepted advertisement",
      at: "since" in start ? start.sinceAt : undefined,
      knob: startKnob(start, cause),
      why: "why" in start ? start.why : "",
    },
    {
      name: `${claimant.host} is MASTER`,
      at: master?.at,
      knob: farewell ? "priority (skew)" : "advert_int, vrrp_down_timer_adverts, priority (skew)",
      why: `keepalived on ${claimant.host} did not say MASTER`,
    },
  ];
}

/** A timer that started before the fault is that much ahead, by chance; one that started later waited for somebody's notice. */
function startKnob(start: ReturnType<typeof timerStart>, cause: Instant): string {
  if (!("since" in start)) return "advert_int";
  if (start.since === becomingBackup)
    return "how soon keepalived starts, or its interface or tracked script is well";
  if (start.sinceAt.notAfter <= cause.notAfter) return "advert_int: how old the last one was is chance";
  return "what tells of the fault: the interval, timeout and fall of a tracked script, its weight; a stop tells at once";
}

function gratuitousArp(
  timeline: Timeline,
  {
    address,
    claimant: { host, macs },
    claimedAt,
  }: { address: string; claimant: Claimant; claimedAt: Instant },
): Step {
  const first = gratuitousArpAt(timeline, { address, macs, at: claimedAt });
  return {
    name: "first gratuitous ARP",
    at: first?.at,
    knob: "none: keepalived sends it as soon as the address is there",
    why: `no gratuitous ARP of ${host} for ${address} was seen at that time`,
  };
}

function clientsTurn(
  timeline: Timeline,
  {
    address,
    claimant: { host, macs },
    claimedAt,
  }: { address: string; claimant: Claimant; claimedAt: Instant },
): Step {
  const turned = timeline
    .ofKind("connection")
    .find(
      (event) =>
        event.purpose === "client" &&
        event.address === address &&
        macs.includes(event.sentTo) &&
        event.at.notAfter >= claimedAt.notBefore - sameChangeMs,
    );
  return {
    name: `a client first connects to ${host}`,
    at: turned?.at,
    knob: "the clients' ARP cache: garp_master_refresh, vrrp_higher_prio_send_advert",
    why: `no new connection to the hardware address of ${host} was seen to begin`,
  };
}

/** The first success after the outage that a move ended. */
export function recovery(
  timeline: Timeline,
  { probe, everyMs, cause, movedAt }: { probe: string; everyMs: number; cause: Instant; movedAt: Instant },
): Step {
  const samples = timeline.sampled(probe);
  const { outages } = outagesWithin(outagesOf(samples), cause.notBefore, movedAt.notAfter + sameChangeMs);
  const outage = outages.filter(({ lastFailedAt }) => lastFailedAt >= cause.notBefore).at(-1);
  const good = samples.find(({ scheduledAt }) => scheduledAt === outage?.firstGoodAt);
  return {
    name: `first success of probe ${probe}`,
    at: good === undefined ? undefined : instant(good.sentAt, good.doneAt),
    knob: `how soon clients try again (here every ${everyMs} ms), their connect timeout`,
    why: outage === undefined ? `probe ${probe} felt no outage` : `probe ${probe} had no success any more`,
  };
}
