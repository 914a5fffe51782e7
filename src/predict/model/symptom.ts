import type { FaultPlan } from "../../timeline/fault-plan.ts";
import type { Router } from "./router.ts";
import type { Surroundings } from "./scene.ts";
import { isBlind, isNotice, isVrrpNetwork, watch, type BlindSpot, type Notice } from "./watch.ts";

/**
 * What a fault does to one router, as its peers see it. silent: no more advertisements, no farewell. farewell: priority 0,
 * then silence. watched: it runs, and what it tracks may demote it. well: it goes on as before, for this reason.
 */
export type Symptom =
  | { readonly kind: "well"; readonly because: string }
  | { readonly kind: "silent"; readonly keepsAddress: boolean; readonly note?: string }
  | { readonly kind: "farewell" }
  | { readonly kind: "watched"; readonly notices: readonly Notice[]; readonly blind: readonly BlindSpot[] };

/** Why most faults leave a router alone. */
export const elsewhere = "the fault is on another host";

/** The symptom of `router` under a fault that is not a partition; partitions hurt the way between routers. */
export function symptomOf(router: Router, plan: FaultPlan, where: Surroundings): Symptom {
  if (!plan.hosts.includes(router.host)) return { kind: "well", because: elsewhere };
  switch (plan.kind) {
    case "noop":
      return { kind: "well", because: "nothing is broken" };
    case "host-loss":
      return { kind: "silent", keepsAddress: false };
    case "host-freeze":
      return {
        kind: "silent",
        keepsAddress: true,
        note: "a paused container's kernel still answers ARP and accepts connections; a stopped machine's does not",
      };
    case "link-down":
      return linkDown(router, plan, where);
    case "partition":
    case "database-stop":
    case "rights-revoked":
      return { kind: "well", because: "VRRP goes on" };
    case "reload":
      return { kind: "well", because: reloadKeeps(plan) };
    case "cpu-throttle":
    case "rate-limit":
    case "packet-loss":
    case "packet-delay":
      return { kind: "well", because: "late or partly heard, it still speaks" };
    case "disk-full":
      return { kind: "well", because: "VRRP writes nothing to a disk" };
    case "process-crash":
    case "process-freeze":
    case "graceful-stop":
    case "restart":
    case "clock-skew":
    case "listener-stop":
      return processFault(router, plan, where);
    case "misbehave":
      return { kind: "well", because: "keepalived does not look at what a service answers" };
  }
}

/** Whether a router with this symptom can still take over an address. */
export function canInherit(symptom: Symptom): boolean {
  if (symptom.kind === "well") return true;
  return symptom.kind === "watched" && !symptom.notices.some(isFault);
}

/** Whether a notice puts the router into FAULT, rather than changing its priority. */
export function isFault({ tracked: { ref } }: Notice): boolean {
  return ref.weight === 0 && !ref.reverse;
}

function linkDown(router: Router, plan: FaultPlan, where: Surroundings): Symptom {
  if (!isVrrpNetwork(router, plan.network, where)) {
    const nobody = `nothing tracks the link to ${plan.network ?? "that network"}`;
    return watched(router, plan, where, nobody);
  }
  if (router.instance.dontTrackPrimary) {
    return {
      kind: "silent",
      keepsAddress: true,
      note: "dont_track_primary: it stays MASTER without a carrier",
    };
  }
  return {
    kind: "silent",
    keepsAddress: false,
    note: "the VIP is removed within 20 ms; a farewell cannot leave",
  };
}

function processFault(router: Router, plan: FaultPlan, where: Surroundings): Symptom {
  if (plan.process === "app" || plan.process === "database" || plan.process === "sidecar") {
    return { kind: "well", because: `keepalived does not look at the ${plan.process}` };
  }
  if (plan.process !== "keepalived") return watched(router, plan, where, "nothing tracks HAProxy");
  if (plan.kind === "graceful-stop" || plan.kind === "restart") return { kind: "farewell" };
  if (plan.kind === "process-freeze") return { kind: "silent", keepsAddress: true };
  return {
    kind: "silent",
    keepsAddress: true,
    note: "all of its processes at once; the death of the parent alone ends gracefully, after the skew",
  };
}

function watched(router: Router, plan: FaultPlan, where: Surroundings, nobody: string): Symptom {
  const looks = watch(router, plan, where);
  if (looks.length === 0) return { kind: "well", because: nobody };
  return { kind: "watched", notices: looks.filter(isNotice), blind: looks.filter(isBlind) };
}

function reloadKeeps({ process }: FaultPlan): string {
  return process === "keepalived"
    ? "a reload (SIGHUP) keeps the VRRP state"
    : "a reload keeps a HAProxy process running at any time";
}
