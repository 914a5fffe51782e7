import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { Prediction } from "../predict/prediction.ts";
import type { Session } from "./session.ts";
import type { ProfileRecord } from "../verdict/run-record.ts";
import type { TrialRecord } from "../verdict/trial-record.ts";
import type { ProgramReleases } from "./program-releases.ts";
import type { System } from "./system.ts";

/** Kernel, engine, programs, cores, clock and images: what a reader needs to compare two runs. */
export function environmentOf(
  { engine, images }: Session,
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
    ...Object.fromEntries(Object.entries(images).map(([name, reference]) => [`image ${name}`, reference])),
  };
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return otherwise;
  }
}

/** The profiles of a run with the digests of every configuration file that they give to balancers. */
export async function profileRecords(
  system: System,
  names: readonly string[],
): Promise<readonly ProfileRecord[]> {
  const asked = system.profiles.filter(({ name }) => names.includes(name));
  return Promise.all(
    asked.map(async ({ name, asPublished, description }) => {
      const { hosts } = await system.stack({ profile: name });
      const files = hosts
        .filter(({ role }) => role === "balancer")
        .flatMap((host) =>
          Object.entries(host.files).map(([path, text]) => ({
            path: `${host.name}:${path}`,
            sha256: createHash("sha256").update(text).digest("hex"),
          })),
        );
      return { name, asPublished, description, files };
    }),
  );
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
