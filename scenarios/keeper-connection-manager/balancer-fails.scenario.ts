import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";
import type { FaultPlan } from "../../src/timeline/fault-plan.ts";
import type { Outcome } from "../../src/timeline/events.ts";

const system = "keeper-connection-manager";
/** The tuned profile's promise: VRRP version 3 at half a second, three intervals and the skew (timing-model.md 1.6). */
const vipBudgetMs = 2_000;
/** Everything but a wrong answer, which is what a node says that does not know the token. */
const notLoggedOut: readonly Outcome[] = ["ok", "timeout", "unreachable", "refused", "reset", "closed"];

/** The VIP moves; the cookie says where a user was, and the token is still known there. */
function vipMoves(id: string, title: string, fault: FaultPlan): ReturnType<typeof scenario> {
  return scenario({
    nightly: fault.kind !== "host-loss",
    // As a crash of an instance: too noisy on two cores.
    byDay: false,
    system,
    id,
    title,
    fault,
    expect: [
      expecting.takeover("KCM-18"),
      expecting.takeover("KCM-18", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
      expecting.of(
        "KCM-18",
        { check: "outage", probe: "user-1" },
        { kind: "by-window-end", against: "takeover" },
      ),
      expecting.that(
        "KCM-03",
        { check: "served-by", probe: "user-1", servers: ["kcm1"] },
        { promise: { kind: "holds" } },
      ),
      expecting.that(
        "KCM-03",
        { check: "outcomes", probe: "user-1", allowed: notLoggedOut },
        { promise: { kind: "holds" } },
      ),
      expecting.of("KCM-18", { check: "notice", probe: "tunnel-1" }, { kind: "happens" }),
    ],
  });
}

export const hostLoss = vipMoves(
  "kcm-18-host-loss",
  "users stay on their instances, logged in, when the active balancer is lost",
  { kind: "host-loss", hosts: ["@active"] },
);
export const haproxyCrash = vipMoves(
  "kcm-18-haproxy-crash",
  "users stay on their instances, logged in, when the active balancer's HAProxy is killed",
  { kind: "process-crash", hosts: ["@active"], process: "haproxy" },
);
