import type Dockerode from "dockerode";
import { messageOf } from "../errors.ts";
import type { Engine } from "./engine/engine.ts";
import { labelled } from "./labelled.ts";
import type { Labelled } from "./labelled.ts";
import { livingRuns } from "./living-runs.ts";

/** What a sweep took away, and what it could not. */
export interface SweepResult {
  readonly removed: readonly Labelled[];
  /** "name: why" of everything that is still there. */
  readonly failed: readonly string[];
  /** Runs that live; nothing of theirs was touched. */
  readonly living: readonly string[];
}

export interface SweepOptions {
  /** Only this run, whether it lives or not; else every run that is dead, and no other. */
  readonly run?: string;
  /** False leaves the run's guard where it is. */
  readonly guards?: boolean;
}

/**
 * Removes what runs left behind, recognised by their labels and nothing else. A guard goes last: while it is there, its run
 * counts as living, and it removes what this sweep does not finish.
 */
export async function sweep(
  { docker }: Pick<Engine, "docker">,
  { run, guards = true }: SweepOptions = {},
): Promise<SweepResult> {
  const things = await labelled({ docker }, run);
  const living = run === undefined ? await livingRuns({ docker }, things) : new Set<string>();
  const ours = things.filter((thing) => !living.has(thing.run));
  const steps: readonly ((thing: Labelled) => boolean)[] = [
    ({ kind, guard }) => kind === "container" && guard === undefined,
    ({ kind }) => kind !== "container",
    ({ guard }) => guards && guard !== undefined,
  ];
  const removed: Labelled[] = [];
  const failed: string[] = [];
  for (const step of steps) {
    await Promise.all(
      ours.filter(step).map(async (thing) => {
        try {
          await remove(docker, thing);
          removed.push(thing);
        } catch (cause) {
          if (!isGone(cause)) failed.push(`${thing.name}: ${await whyStill(docker, thing, cause)}`);
        }
      }),
    );
  }
  return { removed, failed, living: [...living] };
}

/** A paused container can be removed by force. */
async function remove(docker: Dockerode, { kind, id }: Labelled): Promise<void> {
  switch (kind) {
    case "container":
      await docker.getContainer(id).remove({ force: true, v: true });
      return;
    case "network":
      await docker.getNetwork(id).remove();
      return;
    case "volume":
      await docker.getVolume(id).remove({ force: true });
      return;
  }
}

/** An engine can lose count of what is connected to a network (20.10 does), and then keeps it until it is started again. */
async function whyStill(docker: Dockerode, { kind, id }: Labelled, cause: unknown): Promise<string> {
  const why = messageOf(cause);
  if (kind !== "network" || !why.includes("active endpoints")) return why;
  const { Containers = {} } = (await docker.getNetwork(id).inspect()) as { Containers?: object };
  return Object.keys(Containers).length > 0
    ? why
    : "the engine counts a connection that no container has; it can be removed once the engine was started again";
}

/** 404: somebody else removed it. 409 of a container: it is being removed already. */
export function isGone(cause: unknown): boolean {
  const { statusCode, message } = cause as { statusCode?: number; message?: string };
  return statusCode === 404 || (statusCode === 409 && /removal .* in progress/i.test(message ?? ""));
}
