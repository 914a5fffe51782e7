import type Dockerode from "dockerode";
import type { Engine } from "./engine/engine.ts";
import { guardLabel, runLabel } from "./labels.ts";

/** One thing in an engine that carries haproof's label. */
export interface Labelled {
  readonly kind: "container" | "network" | "volume";
  /** As the engine wants it to be called. */
  readonly id: string;
  readonly name: string;
  readonly run: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a guard: its state in the engine's words, and when it was made, in seconds of the engine's clock. */
  readonly guard?: { readonly state: string; readonly madeAtS: number };
}

/** Everything that runs have made in an engine, or one of them. */
export async function labelled(
  { docker }: Pick<Engine, "docker">,
  run?: string,
): Promise<readonly Labelled[]> {
  const filters = { label: [run === undefined ? runLabel : `${runLabel}=${run}`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map((container) => ({
      ...named("container", container.Id, container.Labels),
      name: container.Names[0]?.replace(/^\//, "") ?? container.Id,
      ...guardOf(container),
    })),
    ...networks.map(({ Id, Name, Labels = {} }) => ({ ...named("network", Id, Labels), name: Name })),
    ...((volumes.Volumes as typeof volumes.Volumes | null) ?? []).map(({ Name, Labels }) =>
      named("volume", Name, Labels),
    ),
  ];
}

function named(kind: Labelled["kind"], id: string, labels: Labelled["labels"]): Labelled {
  return { kind, id, name: id, run: labels[runLabel] ?? "", labels };
}

function guardOf({ Labels, State, Created }: Dockerode.ContainerInfo): Pick<Labelled, "guard"> {
  return Labels[guardLabel] === undefined ? {} : { guard: { state: State, madeAtS: Created } };
}
