import type Dockerode from "dockerode";
import { HarnessError } from "../../errors.ts";
import { enginePaths } from "./paths.ts";
import { seek } from "./search.ts";
import { setUpEngine } from "./set-up.ts";
import { surroundings } from "./surroundings.ts";

/** A container engine that answers, of Docker or of Podman. */
export interface Engine {
  readonly docker: Dockerode;
  /** Where it listens, as DOCKER_HOST would say it: "unix:///var/run/docker.sock". */
  readonly endpoint: string;
  readonly apiVersion: string;
  readonly version: string;
  /** Containers run on the kernel of this process, so /proc and CLOCK_MONOTONIC are shared with them. */
  readonly local: boolean;
}

/** Docker Engine 20.10, the oldest that the faults were proven on. */
export const leastApiVersion = "1.41";

export interface ConnectOptions {
  /** Receives each line that a person must see, every command of the set-up included. Default: standard error. */
  readonly say?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds the engine that the environment names, else one that listens in a usual place, else sets one up where that is
 * allowed (`docs/setup.md`).
 * Throws NO_ENGINE saying what to do, ENGINE_FAILED when an engine does not come up, FEATURE_MISSING when it is too old.
 */
export async function connectEngine({
  say = toStandardError,
  env = process.env,
}: ConnectOptions = {}): Promise<Engine> {
  const search = await seek(surroundings(env), enginePaths);
  const engine = search.engine ?? (await setUpEngine({ search, paths: enginePaths, env, say }));
  if (isOlder(engine.apiVersion, leastApiVersion)) {
    throw new HarnessError(
      "FEATURE_MISSING",
      `the engine at ${engine.endpoint} speaks API ${engine.apiVersion}; haproof needs ${leastApiVersion} (Docker 20.10) or later`,
      { details: { endpoint: engine.endpoint, apiVersion: engine.apiVersion } },
    );
  }
  return engine;
}

/** Whether API version `version` comes before `least`. "1.9" is older than "1.41". */
export function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
