import type { Window } from "../prediction.ts";

/** One transition that a certificate says was measured, with the window that was predicted for it then. */
export interface MeasuredTrial {
  readonly transition: string;
  readonly subject: string;
  readonly by: string;
  readonly predicted: Window;
  readonly minMs: number;
  readonly maxMs: number;
}

type Plain = Readonly<Record<string, unknown>>;

/**
 * Every measured transition in a certificate, each trial once however many claims it served. Anything that has
 * `predicted` beside `rounds` will do: the reader does not mind what else a certificate says.
 */
export function measuredTrials(certificate: unknown): readonly MeasuredTrial[] {
  const found = new Map<string, MeasuredTrial>();
  const waiting: unknown[] = [certificate];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...(value as unknown[]));
    if (!isPlain(value)) continue;
    waiting.push(...Object.values(value));
    if (!isPlain(value["predicted"]) || !Array.isArray(value["rounds"])) continue;
    for (const round of value["rounds"] as unknown[]) {
      const trial = trialOf(value["predicted"], round);
      if (trial === undefined || !isPlain(round)) continue;
      found.set(JSON.stringify([round["trial"], trial.transition, trial.subject, trial.by]), trial);
    }
  }
  return [...found.values()];
}

/** The trials that were measured under this very prediction: another configuration has another window. */
export function trialsUnder(
  trials: readonly MeasuredTrial[],
  transition: string,
  window: Window,
): readonly MeasuredTrial[] {
  const same = (a: number, b: number): boolean => a === b || Math.abs(a - b) < 1;
  return trials.filter(
    (trial) =>
      trial.transition === transition &&
      same(trial.predicted.earliestMs, window.earliestMs) &&
      same(trial.predicted.latestMs, window.latestMs),
  );
}

function trialOf(predicted: Plain, round: unknown): MeasuredTrial | undefined {
  const measured = isPlain(round) ? round["measured"] : undefined;
  const took = isPlain(measured) ? (measured["took"] ?? measured["tookMs"]) : undefined;
  if (!isPlain(took) || typeof took["minMs"] !== "number" || typeof took["maxMs"] !== "number")
    return undefined;
  const { transition, subject, by, earliestMs, latestMs } = predicted as Record<string, unknown>;
  if (typeof transition !== "string") return undefined;
  return {
    transition,
    subject: typeof subject === "string" ? subject : "",
    by: typeof by === "string" ? by : "",
    predicted: { earliestMs: numberOr(earliestMs, Infinity), latestMs: numberOr(latestMs, Infinity) },
    minMs: took["minMs"],
    maxMs: took["maxMs"],
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
