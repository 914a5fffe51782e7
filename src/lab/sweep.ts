import type Dockerode from "dockerode";
import { messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import { ownerPidLabel, ownerStartLabel, processStart, runLabel } from "./labels.ts";

/** What a sweep took away, by name, and what it could not. */
export interface SweepResult {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** "name: why" of everything that is still there. */
  readonly failed: readonly string[];
  /** Runs whose owner lives; nothing of theirs was touched. */
  readonly living: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

/**
 * Removes what runs left behind, recognised by their labels and nothing else. Without `run`, only what belongs to runs whose
 * owner is dead; a living run's things are never touched.
 */
export async function sweep(
  { docker }: Pick<Engine, "docker">,
  { run, runs }: { run?: string; runs?: (labels: Labels) => boolean } = {},
): Promise<SweepResult> {
  const living = new Set<string>();
  const wanted = (labels: Labels | undefined): boolean => {
    if (labels?.[runLabel] === undefined) return false;
    if (run !== undefined) return labels[runLabel] === run;
    if (runs !== undefined) return runs(labels);
    if (!ownerLives(labels)) return true;
    living.add(labels[runLabel]);
    return false;
  };
  const filters = { label: [runLabel] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const failed: string[] = [];
  const removed = async (name: string, remove: () => Promise<unknown>): Promise<string[]> => {
    try {
      await remove();
      return [name];
    } catch (cause) {
      if ((cause as { statusCode?: number }).statusCode === 404) return [];
      failed.push(`${name}: ${messageOf(cause)}`);
      return [];
    }
  };
  const ours = containers.filter(({ Labels }) => wanted(Labels));
  const gone = await Promise.all(
    ours.map(({ Id, Names }) => removed(nameOf(Names, Id), () => removeHard(docker.getContainer(Id)))),
  );
  const nets = await Promise.all(
    networks
      .filter(({ Labels }) => wanted(Labels))
      .map(({ Id, Name }) => removed(Name, () => docker.getNetwork(Id).remove())),
  );
  const vols = await Promise.all(
    ((volumes.Volumes as { Name: string; Labels?: Labels }[] | null) ?? [])
      .filter(({ Labels }) => wanted(Labels))
      .map(({ Name }) => removed(Name, () => docker.getVolume(Name).remove({ force: true }))),
  );
  return {
    containers: gone.flat(),
    networks: nets.flat(),
    volumes: vols.flat(),
    failed,
    living: [...living],
  };
}

/** Whether the process that made something is still there: the same pid with the same start time. */
export function ownerLives(labels: Labels): boolean {
  const pid = Number(labels[ownerPidLabel]);
  return Number.isInteger(pid) && pid > 0 && processStart(pid) === labels[ownerStartLabel];
}

/** A paused container can be removed by force; one that is being removed already counts as removed. */
async function removeHard(container: Dockerode.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode !== 409) throw cause;
  }
}

function nameOf(names: readonly string[], id: string): string {
  return names[0]?.replace(/^\//, "") ?? id;
}
