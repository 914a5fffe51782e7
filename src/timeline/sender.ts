import type { SampleEvent } from "./events.ts";
import { quantile } from "./quantile.ts";

/** How well a probe kept its own schedule: the part of a figure's noise that is the instrument's. */
export interface SenderQuality {
  /** 99.9th percentile of `sentAt − scheduledAt`: the noise floor of what this probe measures. */
  readonly lagP999Ms: number;
  readonly lagMaxMs: number;
  /** The longest time beyond its own interval for which no sample was scheduled: samples that are missing. */
  readonly missingMs: number;
}

const noiseQuantile = 0.999;

export function senderQuality(samples: readonly SampleEvent[], everyMs: number): SenderQuality {
  const lags = samples.map((sample) => Math.max(0, sample.sentAt - sample.scheduledAt));
  const scheduled = samples.map((sample) => sample.scheduledAt).sort((a, b) => a - b);
  const missing = scheduled.slice(1).map((at, index) => at - (scheduled[index] ?? at) - everyMs);
  return {
    lagP999Ms: quantile(lags, noiseQuantile),
    lagMaxMs: quantile(lags, 1),
    missingMs: missing.reduce((longest, gap) => Math.max(longest, gap), 0),
  };
}
