import { instant, type Instant } from "../timeline/clock.ts";
import type { AdvertEvent, FaultEvent } from "../timeline/events.ts";
import type { FaultPlan } from "../timeline/fault-plan.ts";
import type { Timeline } from "../timeline/timeline.ts";
import { othersAdverts, priorityAt, type Claimant } from "./exact-claimant.ts";

/** An advertisement that was on the wire, and whether it set the claimant's timer anew. */
export interface Heard {
  readonly advert: AdvertEvent;
  /** `maybe`: it came while a fault that keeps it away was being injected or healed. */
  readonly accepted: "yes" | "maybe";
}

/**
 * The advertisements that set a backup's timer: seen on the wire, not kept from it by a fault in force, and of no lower
 * priority than its own, unless it does not preempt, or not yet.
 * Source: keepalived vrrp/vrrp.c `vrrp_state_backup`; RFC 5798, 6.4.2.
 */
export function acceptedAdverts(timeline: Timeline, claimant: Claimant): readonly Heard[] {
  const heard = othersAdverts(timeline, claimant).flatMap((advert): Heard[] => {
    const kept = keptAway(timeline, claimant, advert);
    return kept === "yes" ? [] : [{ advert, accepted: kept === "maybe" ? "maybe" : "yes" }];
  });
  let delayedUntil: number | undefined;
  return heard.filter(({ advert }) => {
    const { priority, at } = advert;
    if (priority === 0 || priority >= priorityAt(timeline, claimant, at)) {
      delayedUntil = undefined;
      return true;
    }
    if (claimant.nopreempt) return true;
    delayedUntil ??= at.notBefore + claimant.preemptDelayMs;
    return at.notBefore < delayedUntil;
  });
}

/** Whether a fault kept an advertisement from the claimant although it was on the wire. */
function keptAway(
  timeline: Timeline,
  claimant: Claimant,
  { source, at }: AdvertEvent,
): "no" | "maybe" | "yes" {
  const sender = claimant.hostOf[source];
  const faults = timeline.ofKind("fault");
  const deafening = faults.filter(
    ({ phase, plan }) => phase === "inject" && deafens(plan, { claimant, sender }),
  );
  const answers = deafening.map((injected) => {
    const answer = during(injected, healOf(faults, injected), at);
    // Which packets chance took, nobody saw.
    return injected.plan.kind === "packet-loss" && answer === "yes" ? "maybe" : answer;
  });
  if (answers.includes("yes")) return "yes";
  return answers.includes("maybe") ? "maybe" : "no";
}

function deafens(
  plan: FaultPlan,
  { claimant: { host, network }, sender }: { claimant: Claimant; sender: string | undefined },
): boolean {
  const ofThisNetwork = plan.network === undefined || plan.network === network;
  if (plan.kind === "link-down") return ofThisNetwork && plan.hosts.includes(host);
  const ofVrrp = plan.only === undefined || plan.only === "vrrp";
  const betweenHosts = plan.kind === "partition" || plan.kind === "packet-loss";
  if (!betweenHosts || !ofThisNetwork || !ofVrrp) return false;
  const direction = plan.direction ?? "both";
  const named = (hosts: readonly string[] | undefined): boolean =>
    hosts === undefined || (sender !== undefined && hosts.includes(sender));
  if (plan.hosts.includes(host)) return direction !== "out" && named(plan.from);
  return plan.from?.includes(host) === true && direction !== "in" && named(plan.hosts);
}

function healOf(faults: readonly FaultEvent[], injected: FaultEvent): Instant {
  const plan = JSON.stringify(injected.plan);
  const healed = faults.find(
    ({ phase, plan: other, at }) =>
      phase === "heal" && at.notAfter >= injected.at.notBefore && JSON.stringify(other) === plan,
  );
  return healed?.at ?? instant(Infinity);
}

function during(injected: FaultEvent, healed: Instant, at: Instant): "no" | "maybe" | "yes" {
  if (at.notAfter < injected.at.notBefore || at.notBefore > healed.notAfter) return "no";
  const certain = at.notBefore > injected.at.notAfter && at.notAfter < healed.notBefore;
  return certain ? "yes" : "maybe";
}
