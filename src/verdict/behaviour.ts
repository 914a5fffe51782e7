import type { Condition, Timing } from "../checks/measured.ts";
import type { Prediction, Window } from "../predict/prediction.ts";
import { formatDuration, formatMs } from "../timeline/duration.ts";
import { answer, type Answer } from "./answer.ts";
import type { BehaviourVerdict } from "./judgement.ts";

type Behaviour = Answer<BehaviourVerdict>;

/**
 * Whether a transition came as predicted. Wholly inside the window, widened by the model's grain: pass. Wholly
 * outside: fail. Straddling a bound: inconclusive. The interval of the measurement is its uncertainty.
 */
export function asPredicted(measured: Timing, prediction: Prediction, watchMs: number): Behaviour {
  if (prediction.outcome === "never") return neverSeen(measured, watchMs);
  if (measured.kind === "seen" && claimsAddress(prediction) && measured.by !== prediction.by) {
    return answer("fail", `${measured.by ?? "nobody"} did it; the prediction says ${prediction.by}`);
  }
  const mayNeverCome = prediction.window.latestMs === Infinity;
  if (measured.kind === "not-seen" && mayNeverCome) return neverSeen(measured, watchMs);
  return insideWindow(measured, prediction.window, prediction.grainMs);
}

/** Whether what clients felt of a transition ended with it. It may be shorter: they can be spared some of it. */
export function untilWindowEnd(measured: Timing, { outcome, window, grainMs }: Prediction): Behaviour {
  if (outcome === "never" || window.latestMs === Infinity)
    return answer("not-judged", "the configuration predicts no end of this");
  if (measured.kind === "not-seen") return answer("inconclusive", `nothing to judge: ${measured.detail}`);
  return insideWindow(measured, { earliestMs: 0, latestMs: window.latestMs }, grainMs);
}

/** Whether something came inside a window, widened by a grain; what was not watched to its end is inconclusive. */
export function insideWindow(measured: Timing, window: Window, grainMs: number): Behaviour {
  const earliestMs = window.earliestMs - grainMs;
  const latestMs = window.latestMs + grainMs;
  if (measured.kind === "not-seen") return notSeenUntil(measured.observedMs, latestMs);
  const { minMs, maxMs } = measured.tookMs;
  const shown = `${formatDuration(measured.tookMs)} against ${formatMs(window.earliestMs)} – ${formatMs(window.latestMs)}`;
  if (maxMs < earliestMs) return answer("fail", `too early: ${shown}`);
  if (minMs > latestMs) return answer("fail", `too late: ${shown}`);
  if (minMs < earliestMs || maxMs > latestMs) return answer("inconclusive", `straddles a bound: ${shown}`);
  return answer("pass");
}

/** What must not happen, and was watched for long enough. */
export function neverSeen(measured: Timing, watchMs: number): Behaviour {
  if (measured.kind === "seen") {
    return answer("fail", `it happened after ${formatDuration(measured.tookMs)}, and should never`);
  }
  const watched = `watched for ${formatMs(measured.observedMs)}`;
  if (measured.observedMs < watchMs) {
    return answer(
      "inconclusive",
      `${watched}, which is less than the ${formatMs(watchMs)} that "never" asks for`,
    );
  }
  return answer("pass", `not seen; ${watched}`);
}

/** What must happen, no time given. */
export function happened(measured: Timing): Behaviour {
  return measured.kind === "seen"
    ? answer("pass")
    : answer("fail", `it did not happen within ${formatMs(measured.observedMs)}`);
}

export function conditionIs(measured: Condition, expected: boolean): Behaviour {
  return answer(measured.holds === expected ? "pass" : "fail", measured.detail);
}

function notSeenUntil(observedMs: number, latestMs: number): Behaviour {
  const watched = `not seen in ${formatMs(observedMs)} of observation`;
  return observedMs < latestMs
    ? answer("inconclusive", `${watched}; the window ends at ${formatMs(latestMs)}`)
    : answer("fail", watched);
}

/** Where the claimant is part of the prediction. A balancer's view of a server is named by the subject already. */
function claimsAddress({ transition }: Prediction): boolean {
  return transition === "takeover" || transition === "failback";
}
