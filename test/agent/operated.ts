import type { Journey, Result } from "../../src/agent/journey.ts";
import { nowUs } from "../../src/agent/microseconds.ts";
import { Operation } from "../../src/agent/operation.ts";

export interface Operated {
  readonly result: Result;
  readonly tookMs: number;
  readonly defect?: string;
}

/** Runs one operation of a journey as a probe does. */
export function operated(journey: Journey, deadlineMs = 400): Promise<Operated> {
  const sentUs = nowUs();
  return new Promise((resolve) => {
    const operation = new Operation(deadlineMs, sentUs, (result, doneUs, defect) => {
      const tookMs = (doneUs - sentUs) / 1e3;
      resolve(defect === undefined ? { result, tookMs } : { result, tookMs, defect });
    });
    operation.run(journey);
  });
}
