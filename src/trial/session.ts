import type { Engine } from "../lab/engine/engine.ts";
import { connectEngine } from "../lab/engine/engine.ts";
import { ensureImages } from "../lab/images/images.ts";
import { startJanitor } from "../lab/janitor.ts";
import { newOwner } from "../lab/labels.ts";
import type { Owner } from "../lab/labels.ts";
import { sweep } from "../lab/sweep.ts";
import type { System } from "./system.ts";

/** Everything that has to be there before a lab can be started, and what undoes it. */
export interface Session {
  readonly engine: Engine;
  readonly owner: Owner;
  /** Image name → reference in the engine. */
  readonly images: Readonly<Record<string, string>>;
  /** Removes what is left of this run. Throws CLEANUP_FAILED through the sweep's own words. */
  close(): Promise<void>;
}

/**
 * Finds or sets up an engine, removes what dead runs left, builds the system's images and starts the janitor. One line of progress each.
 * Throws NO_ENGINE, ENGINE_FAILED, IMAGE_UNAVAILABLE, DISK_FULL.
 */
export async function openSession(system: System, say: (line: string) => void): Promise<Session> {
  const engine = await connectEngine({ say });
  const owner = newOwner();
  const [images] = await Promise.all([
    ensureImages(engine, await system.images(), { say }),
    sweepDead(engine, say),
  ]);
  const janitor = await startJanitor(engine, owner);
  return {
    engine,
    owner,
    images,
    close: async () => {
      await sweep(engine, { run: owner.run });
      janitor.dismiss();
    },
  };
}

async function sweepDead(engine: Engine, say: (line: string) => void): Promise<void> {
  const { containers, networks, volumes, failed } = await sweep(engine);
  const count = containers.length + networks.length + volumes.length;
  if (count > 0) say(`removed ${count} things that dead runs had left`);
  for (const failure of failed) say(`could not remove ${failure}`);
}
