import type { FaultPlan } from "../../timeline/fault-plan.ts";
import { agentVerdict } from "../timing/agent.ts";
import type { CheckFailure } from "../timing/health-check.ts";
import { liveErrorMs, liveErrorsToDown } from "../timing/live-errors.ts";
import type { ServerView } from "./check-view.ts";
import { inSeconds, settingText, windowText } from "./figures.ts";
import { sources } from "./sources.ts";

/** What beside its health check may take a server out: at the earliest then, and nothing says that it does. */
export interface OtherEye {
  readonly kind: "traffic" | "agent";
  readonly earliestMs: number;
  readonly knob: string;
  readonly formula: string;
  readonly source: string;
  readonly note: string;
}

/** Everything else that may see this failure of a server: live traffic, its agent. */
export function otherEyes(view: ServerView, failure: CheckFailure, plan: FaultPlan): readonly OtherEye[] {
  return [...traffic(view, failure), ...agent(view, plan)];
}

/** `observe` counts nothing where the server has no check of its own (HAProxy include/haproxy/check.h `health_adjust`). */
function traffic({ server, proxy }: ServerView, failure: CheckFailure): readonly OtherEye[] {
  const { observe, check } = server;
  if (observe === undefined || check === undefined) return [];
  const earliestMs = liveErrorMs(observe, failure, proxy.timeouts);
  const errors = liveErrorsToDown(observe, check.fall);
  if (earliestMs === undefined || errors === undefined) return [];
  const { errorLimit, onError } = observe;
  return [
    {
      kind: "traffic",
      earliestMs,
      knob: `error-limit ${errorLimit}, on-error ${onError}`,
      formula: `${errors} live errors in a row, each after ${inSeconds(earliestMs)}`,
      source: sources.observe,
      note: `observe may be faster: ${errors} live errors in a row take it out`,
    },
  ];
}

/** Whether a server's agent can still speak while this fault lasts: the fault is in a program, not in the host or its links. */
function agentSpeaks({ kind }: FaultPlan): boolean {
  return !["host-loss", "host-freeze", "link-down", "partition", "packet-loss"].includes(kind);
}

function agent({ server, balancer }: ServerView, plan: FaultPlan): readonly OtherEye[] {
  if (server.agent === undefined || !agentSpeaks(plan)) return [];
  const verdict = agentVerdict(server.agent.interMs, balancer.haproxy.global.spreadChecksPercent);
  return [
    {
      kind: "agent",
      earliestMs: verdict.earliestMs,
      knob: `agent-inter ${settingText(server.agent.interMs)}`,
      formula: `[0, ${inSeconds(verdict.latestMs)}] after its agent says so`,
      source: sources.agent,
      note: `its agent may take it out ${windowText(verdict)} after it has noticed; whether it does is not in the files`,
    },
  ];
}
