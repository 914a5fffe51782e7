import type { Measured, Timing } from "../checks/measured.ts";
import type { Prediction } from "../predict/prediction.ts";
import { formatDuration, formatMs } from "../timeline/duration.ts";
import { answer, type Answer } from "./answer.ts";
import type { Promised } from "./claim.ts";
import type { PromiseAnswer } from "./judgement.ts";

/**
 * What a measurement says of a promise, once its behaviour has passed. A number holds only if the configuration's
 * own window ends before it too: one lucky phase proves no upper bound. It is read with the model's grain.
 * What is promised but, by the configuration, can never be seen is a GAP and not a refutation.
 */
export function promiseAnswer(
  promised: Promised,
  measured: Measured,
  prediction?: Prediction,
): Answer<PromiseAnswer> {
  if (promised.kind === "silent") return answer("GAP", promised.because);
  if (measured.kind === "condition")
    return measured.holds ? answer("HOLDS") : answer("REFUTED", measured.detail);
  if (promised.kind === "never") {
    return measured.kind === "not-seen"
      ? answer("HOLDS")
      : answer("REFUTED", `it happened: ${measured.detail}`);
  }
  if (measured.kind === "not-seen") return promisedButNotSeen(measured.observedMs, prediction);
  return promised.kind === "at-latest"
    ? inTime(promised.latestMs, measured.tookMs, prediction)
    : answer("HOLDS");
}

function promisedButNotSeen(observedMs: number, prediction: Prediction | undefined): Answer<PromiseAnswer> {
  const watched = `it did not happen in ${formatMs(observedMs)}`;
  return prediction?.outcome === "never"
    ? answer("GAP", `${watched}: the configuration cannot see this fault (${prediction.knob})`)
    : answer("REFUTED", watched);
}

function inTime(
  latestMs: number,
  tookMs: Extract<Timing, { kind: "seen" }>["tookMs"],
  prediction: Prediction | undefined,
): Answer<PromiseAnswer> {
  const limitMs = latestMs + (prediction?.grainMs ?? 0);
  const windowEndMs = prediction?.outcome === "within" ? prediction.window.latestMs : 0;
  if (tookMs.minMs > limitMs) {
    return answer("REFUTED", `${formatDuration(tookMs)}; promised was ${formatMs(latestMs)}`);
  }
  if (tookMs.maxMs > limitMs) return answer("UNDECIDED", `straddles the promised ${formatMs(latestMs)}`);
  if (windowEndMs > limitMs) {
    return answer("UNDECIDED", `in time here, but the configuration allows ${formatMs(windowEndMs)}`);
  }
  return answer("HOLDS");
}
