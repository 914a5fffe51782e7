import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { Session } from "./session.ts";
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
