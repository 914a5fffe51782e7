import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "../lab/engine/engine.ts";
import { connectEngine } from "../lab/engine/engine.ts";
import { startGuard } from "../lab/guard.ts";
import type { Guard } from "../lab/guard.ts";
import { ensureImages } from "../lab/images/images.ts";
import { ensureOwnImages } from "../lab/images/own.ts";
import { startJanitor } from "../lab/janitor.ts";
import type { Janitor } from "../lab/janitor.ts";
import { newOwner } from "../lab/labels.ts";
import type { Owner } from "../lab/labels.ts";
import { sweep } from "../lab/sweep.ts";
import type { OwnImages, System } from "./system.ts";

/** Everything that has to be there before a lab can be started, and what undoes it. */
export interface Session {
  readonly engine: Engine;
  readonly owner: Owner;
  /** Image name → reference in the engine. */
  readonly images: Readonly<Record<string, string>>;
  /** Removes what is left of this run. Throws CLEANUP_FAILED; then its janitor and its guard try on. */
  close(): Promise<void>;
}

/**
 * Finds or sets up an engine, removes what dead runs left, builds the system's images, and has the run watched over by a janitor
 * and a guard. One line of progress each. Throws NO_ENGINE, ENGINE_FAILED, IMAGE_UNAVAILABLE, DISK_FULL.
 */
export async function openSession(
  system: System,
  say: (line: string) => void,
  { ownImages = {} }: { ownImages?: OwnImages } = {},
): Promise<Session> {
  const engine = await connectEngine({ say });
  const owner = newOwner();
  const [images] = await Promise.all([
    ensureImages(engine, await system.images(), { say }),
    ensureOwnImages(engine, ownImages, say),
    sweepDead(engine, say),
  ]);
  const [image] = Object.values(images);
  if (image === undefined) throw new HarnessError("BAD_INPUT", `${system.name} has no images`);
  const janitor = await startJanitor(engine, owner, { say });
  const guard = await startGuard(engine, owner, { image, say });
  return { engine, owner, images, close: () => closeRun({ engine, owner, janitor, guard }) };
}

interface Watched {
  readonly engine: Engine;
  readonly owner: Owner;
  readonly janitor: Janitor;
  readonly guard: Guard;
}

/** The guard goes when all the rest is gone, so that there is no moment in which something is left and nobody watches. */
async function closeRun({ engine, owner, janitor, guard }: Watched): Promise<void> {
  const { failed } = await sweep(engine, { run: owner.run, guards: false }).catch((cause: unknown) => {
    throw new HarnessError(
      "ENGINE_FAILED",
      `the container engine does not answer any more (${messageOf(cause)}); what is left of this run goes when it is back`,
      { cause },
    );
  });
  if (failed.length > 0) {
    throw new HarnessError("CLEANUP_FAILED", `still there: ${failed.join("; ")}`, { details: { failed } });
  }
  await guard.dismiss();
  janitor.dismiss();
}

async function sweepDead(engine: Engine, say: (line: string) => void): Promise<void> {
  const { removed, failed } = await sweep(engine);
  if (removed.length > 0) say(`removed ${removed.length} things that dead runs had left`);
  for (const failure of failed) say(`could not remove ${failure}`);
}
