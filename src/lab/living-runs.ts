import type { Engine } from "./engine/engine.ts";
import type { Labelled } from "./labelled.ts";
import { ownerPidLabel, ownerStartLabel, processStart } from "./labels.ts";

/** A guard that was made and not started in this time has lost its owner in between, in seconds. */
const startsWithinS = 60;

/**
 * The runs that are under way, of those that these things belong to. A run lives while its guard does, which holds across
 * machines and pid namespaces; or while its process is seen here, with the very start time that it had.
 */
export async function livingRuns(
  { docker }: Pick<Engine, "docker">,
  things: readonly Labelled[],
): Promise<ReadonlySet<string>> {
  const unstarted = things.some(({ guard }) => guard?.state === "created");
  const nowS = unstarted ? engineSeconds((await docker.info()) as EngineTime) : 0;
  return new Set(things.filter((thing) => guardLives(thing, nowS) || ownerSeen(thing)).map(({ run }) => run));
}

function guardLives({ guard }: Labelled, nowS: number): boolean {
  if (guard === undefined) return false;
  if (guard.state === "created") return nowS - guard.madeAtS < startsWithinS;
  return ["running", "restarting", "paused"].includes(guard.state);
}

function ownerSeen({ labels }: Labelled): boolean {
  const pid = Number(labels[ownerPidLabel]);
  return Number.isInteger(pid) && pid > 0 && processStart(pid) === labels[ownerStartLabel];
}

interface EngineTime {
  /** RFC 3339. */
  readonly SystemTime: string;
}

function engineSeconds({ SystemTime }: EngineTime): number {
  return Date.parse(SystemTime) / 1_000;
}
