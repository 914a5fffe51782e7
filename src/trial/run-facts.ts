import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { Prediction } from "../predict/prediction.ts";
import type { Session } from "./session.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import type { ProgramReleases } from "./program-releases.ts";

/** Kernel, engine, programs, cores and clock: what a reader needs to compare two runs. */
export function environmentOf(
  { engine }: Pick<Session, "engine">,
  { haproxyVersion, keepalivedVersion }: ProgramReleases = {},
): Readonly<Record<string, string>> {
  return {
    ...(haproxyVersion === undefined ? {} : { haproxy: haproxyVersion }),
    ...(keepalivedVersion === undefined ? {} : { keepalived: keepalivedVersion }),
    kernel: release(),
    engine: `${engine.version} (API ${engine.apiVersion})`,
    cores: String(cpus().length),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    "clock source": readOr("/sys/devices/system/clocksource/clocksource0/current_clocksource", "unknown"),
    node: process.version,
  };
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return otherwise;
  }
}

/**
 * How long the protocols' own timers had to run, in milliseconds: for each trial the latest end of what was predicted after the
 * fault and after its heal. No harness could be faster, but for running trials side by side.
 */
export function protocolMs(trials: readonly TrialRecord[]): number {
  return trials.reduce(
    (sum, { predictions }) => sum + longest(predictions, "inject") + longest(predictions, "heal"),
    0,
  );
}

function longest(predictions: readonly Prediction[], from: Prediction["from"]): number {
  const ends = predictions
    .filter((prediction) => prediction.from === from && prediction.outcome === "within")
    .map(({ window }) => window.latestMs)
    .filter(Number.isFinite);
  return Math.max(0, ...ends);
}
