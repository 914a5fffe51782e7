import { expecting } from "../../src/trial/expect.ts";
import { scenario } from "../../src/trial/scenario.ts";

/** The tuned profile's promise: VRRP version 3 at half a second, three intervals and the skew (timing-model.md 1.6). */
const vipBudgetMs = 2_000;

/**
 * HAProxy dies and its host lives: clients are refused until keepalived's script has noticed and the VIP has moved.
 * Published: script every 2 s, weight 2, then the rest of the master down interval. Tuned: weight 0, every second, then the skew.
 */
export const crash = scenario({
  system: "cosmian-kms",
  id: "kms-36-haproxy-crash",
  title: "the VIP leaves a balancer whose HAProxy was killed",
  fault: { kind: "process-crash", hosts: ["@active"], process: "haproxy" },
  expect: [
    expecting.takeover("KMS-36"),
    expecting.takeover("KMS-45"),
    expecting.takeover("KMS-37", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
    expecting.of(
      "KMS-36",
      { check: "outage", probe: "connect" },
      { kind: "by-window-end", against: "takeover" },
    ),
  ],
});

/** What `systemctl stop haproxy` does: keepalived sees no difference. */
export const stop = scenario({
  system: "cosmian-kms",
  id: "kms-36-haproxy-stop",
  title: "the VIP leaves a balancer whose HAProxy was stopped",
  fault: { kind: "graceful-stop", hosts: ["@active"], process: "haproxy" },
  expect: [
    expecting.takeover("KMS-36"),
    expecting.takeover("KMS-36", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
  ],
});

/**
 * HAProxy hangs. `killall -0` goes on finding its process, so the published configuration never moves the VIP;
 * a real request with a deadline of half a second does.
 */
export const freeze = scenario({
  system: "cosmian-kms",
  id: "kms-42-haproxy-freeze",
  title: "the VIP leaves a balancer whose HAProxy hangs",
  fault: { kind: "process-freeze", hosts: ["@active"], process: "haproxy" },
  watchMs: 6_000,
  expect: [
    expecting.takeover("KMS-42", { watchMs: 6_000 }),
    expecting.takeover("KMS-42", { profiles: ["tuned"], budgetMs: vipBudgetMs }),
  ],
});
