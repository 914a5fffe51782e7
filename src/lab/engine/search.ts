import { HarnessError, messageOf } from "../../errors.ts";
import { candidates, type Candidate } from "./candidates.ts";
import { dial } from "./dial.ts";
import type { Engine } from "./engine.ts";
import { installedEngines, programPath } from "./installed.ts";
import { readMarker, type Marker } from "./marker.ts";
import type { EnginePaths } from "./paths.ts";
import { setupRule, setupWish, type SetupRule } from "./setup-rule.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a search came to: an engine that answers, or what was tried and what may be done about it. */
export type Search = { readonly engine: Engine } | NothingFound;

export interface NothingFound {
  readonly engine?: undefined;
  /** One line a place: "unix:///var/run/docker.sock (the default socket): connect ECONNREFUSED". */
  readonly tried: readonly string[];
  readonly rule: SetupRule;
  readonly marker: Marker | undefined;
}

/** Looks for an engine and changes nothing. Throws BAD_INPUT or NO_ENGINE for an environment that makes no sense. */
export async function seek(machine: Surroundings, paths: EnginePaths): Promise<Search> {
  const wish = setupWish(machine.env);
  const { chosen, list } = candidates(machine);
  const tried: string[] = [];
  let denied: string | undefined;
  for (const candidate of list) {
    const answer = await attempt(candidate);
    if (answer.engine !== undefined) return answer;
    tried.push(`${candidate.endpoint} (${candidate.source}): ${answer.why}`);
    if (answer.denied) denied ??= candidate.endpoint;
  }
  const marker = await readMarker(paths.marker);
  const installed = installedEngines(machine);
  const rule = setupRule({
    wish,
    chosen: chosen ? list.map(({ source, endpoint }) => `${source} (${endpoint})`).join() : undefined,
    denied,
    platform: machine.platform,
    root: machine.uid === 0,
    apt: programPath(machine, "apt-get") !== undefined,
    systemd: runsSystemd(machine),
    installed,
    ownDockerd: ownDockerd(marker, programPath(machine, "dockerd")),
  });
  return { tried, rule, marker };
}

/** systemd keeps this file while it is the init of a running machine. */
export function runsSystemd(machine: Surroundings): boolean {
  return machine.isSocket("/run/systemd/private") || machine.isSocket("/run/systemd/notify");
}

/**
 * The dockerd of a marker, if it still is the one that would run. A set-up that was cut off before it noted a path is taken
 * up again.
 */
export function ownDockerd(marker: Marker | undefined, present: string | undefined): string | undefined {
  if (marker === undefined || marker.packages.length === 0 || present === undefined) return undefined;
  return marker.dockerd === undefined || marker.dockerd === present ? present : undefined;
}

type Attempt =
  | { readonly engine: Engine }
  | { readonly engine?: undefined; readonly why: string; readonly denied: boolean };

async function attempt(candidate: Candidate): Promise<Attempt> {
  try {
    return { engine: await dial(candidate) };
  } catch (error) {
    if (error instanceof HarnessError && error.code === "BAD_INPUT") throw error;
    const code = (error as NodeJS.ErrnoException).code;
    return { why: messageOf(error) || (code ?? "no answer"), denied: code === "EACCES" || code === "EPERM" };
  }
}
