/** How long something took in many simulated runs. */
export interface Distribution {
  readonly runs: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly percentilesMs: Readonly<Record<"p1" | "p5" | "p50" | "p95" | "p99" | "p99_9", number>>;
  readonly histogram: Histogram;
}

/** Counts of runs in steps of equal width from `fromMs`. */
export interface Histogram {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly counts: readonly number[];
}

/** Sorts `samples` in place: a million numbers need not be copied. */
export function distributionOf(samples: Float64Array, steps = 120): Distribution {
  samples.sort();
  const at = (share: number): number =>
    samples[Math.min(samples.length - 1, Math.floor(share * samples.length))] ?? NaN;
  return {
    runs: samples.length,
    meanMs: samples.reduce((sum, sample) => sum + sample, 0) / samples.length,
    minMs: at(0),
    maxMs: at(1),
    percentilesMs: {
      p1: at(0.01),
      p5: at(0.05),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      p99_9: at(0.999),
    },
    histogram: histogramOf(samples, at(0), at(1), steps),
  };
}

function histogramOf(samples: Float64Array, fromMs: number, toMs: number, steps: number): Histogram {
  const stepMs = Math.max((toMs - fromMs) / steps, Number.EPSILON * Math.max(1, toMs));
  const counts = new Array<number>(steps).fill(0);
  for (const sample of samples) {
    const step = Math.min(steps - 1, Math.floor((sample - fromMs) / stepMs));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return { fromMs, stepMs, counts };
}
