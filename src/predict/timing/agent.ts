import type { Window } from "../prediction.ts";
import { windowOf } from "./window.ts";

/**
 * From the instant at which a server's agent changes its mind until HAProxy acts on it: one interval at most, as fall and rise are
 * 1. An agent that cannot be reached is ignored, whatever the health check says.
 * Source: HAProxy src/check.c `set_server_check_status`, `check_notify_failure`, src/tcpcheck.c `tcpcheck_agent_expect_reply`.
 */
export function agentVerdict(interMs: number, spreadPercent = 0): Window {
  return windowOf(0, interMs * (1 + spreadPercent / 100));
}
