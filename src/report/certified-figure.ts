import type { DurationMs } from "../timeline/duration.ts";
import type { Measured } from "../checks/measured.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { Figures, QuantileFigure } from "../verdict/figures.ts";
import type { CertifiedMeasure, CertifiedPrediction } from "./certificate.ts";

type CertifiedFigures = NonNullable<CertifiedMeasure["figures"]>;
type CertifiedDuration = CertifiedFigures["min"];
type CertifiedMeasured = NonNullable<CertifiedMeasure["rounds"][number]["measured"]>;

/** A bound as JSON can write it: null where there is none. */
export function certifiedBound(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

export function certifiedDuration({ minMs, maxMs }: DurationMs): CertifiedDuration {
  return { minMs, maxMs: certifiedBound(maxMs) };
}

/** The inverse of `certifiedDuration`, for printing. */
export function durationOf({ minMs, maxMs }: CertifiedDuration): DurationMs {
  return { minMs, maxMs: maxMs ?? Infinity };
}

export function certifiedMeasured(measured: Measured): CertifiedMeasured {
  if (measured.kind !== "seen") return measured;
  const { tookMs, by, detail } = measured;
  return { kind: "seen", took: certifiedDuration(tookMs), ...(by === undefined ? {} : { by }), detail };
}

export function certifiedFigures(figures: Figures): CertifiedFigures {
  return {
    seen: figures.seen,
    notSeen: figures.notSeen,
    min: certifiedDuration(figures.minMs),
    median: certifiedQuantile(figures.median),
    p95: certifiedQuantile(figures.p95),
    max: certifiedDuration(figures.maxMs),
  };
}

export function certifiedPrediction(prediction: Prediction): CertifiedPrediction {
  const { transition, subject, by, from, outcome, window, grainMs, knob, formula, source, note } = prediction;
  return {
    ...{ transition, subject, by, from, outcome, grainMs, knob, formula, source },
    earliestMs: certifiedBound(window.earliestMs),
    latestMs: certifiedBound(window.latestMs),
    ...(note === undefined ? {} : { note }),
  };
}

function certifiedQuantile({ valueMs, lowerMs, upperMs }: QuantileFigure): CertifiedFigures["median"] {
  return {
    value: certifiedDuration(valueMs),
    ...(lowerMs === undefined ? {} : { lowerMs: certifiedBound(lowerMs) }),
    ...(upperMs === undefined ? {} : { upperMs: certifiedBound(upperMs) }),
  };
}
