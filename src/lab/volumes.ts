import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import { labelsOf } from "./labels.ts";
import type { Owner } from "./labels.ts";
import type { Scope } from "./scope.ts";
import type { HostSpec } from "./stack.ts";

/** What the engine calls a lab's volume. */
export function volumeName(id: string, name: string): string {
  return `${id}-${name}`;
}

/** Makes every volume that the hosts name, empty, once. They go with the scope, after the hosts. Throws ENGINE_FAILED. */
export async function createVolumes(
  engine: Pick<Engine, "docker">,
  hosts: readonly HostSpec[],
  { id, owner, scope }: { id: string; owner: Owner; scope: Scope },
): Promise<void> {
  const names = new Set(hosts.flatMap(({ volumes = {} }) => Object.values(volumes)));
  for (const name of names) {
    await scope.acquire(
      `volume ${name}`,
      () => createVolume(engine, { Name: volumeName(id, name), Labels: labelsOf(owner) }),
      () => engine.docker.getVolume(volumeName(id, name)).remove(),
    );
  }
}

async function createVolume(
  { docker }: Pick<Engine, "docker">,
  volume: { Name: string; Labels: Record<string, string> },
): Promise<void> {
  try {
    await docker.createVolume(volume);
  } catch (cause) {
    throw new HarnessError("ENGINE_FAILED", `could not make the volume ${volume.Name}: ${messageOf(cause)}`, {
      cause,
    });
  }
}
