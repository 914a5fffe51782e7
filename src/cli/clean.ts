import { Command } from "commander";
import { HarnessError } from "../errors.ts";
import type { Engine } from "../lab/engine/engine.ts";
import { enginePaths } from "../lab/engine/paths.ts";
import { seek } from "../lab/engine/search.ts";
import { stopEngine } from "../lab/engine/stop.ts";
import { surroundings } from "../lab/engine/surroundings.ts";
import { removeImages } from "../lab/images/remove.ts";
import { sweep } from "../lab/sweep.ts";

interface CleanOptions {
  readonly images?: boolean;
  readonly engine?: boolean;
  readonly json?: boolean;
}

interface Cleaned {
  readonly removed: readonly string[];
  readonly failed: readonly string[];
  /** What was left alone on purpose, or done otherwise. */
  readonly notes: readonly string[];
}

/** `haproof clean`: removes what dead runs left; with options also the images, and the engine that haproof started. */
export function cleanCommand(): Command {
  return new Command("clean")
    .description(
      "remove what dead runs left: containers, networks, volumes; never those of a run that is under way",
    )
    .option("--images", "also remove the images that haproof built or made")
    .option("--engine", "also stop the container engine that haproof started; no other")
    .option("--json", "print what was removed as JSON")
    .addHelpText("after", "\nExit codes: 0 all is clean, 70 something could not be removed")
    .action(async ({ images = false, engine = false, json = false }: CleanOptions) => {
      const { engine: running } = await seek(surroundings(process.env), enginePaths);
      const parts = running === undefined ? [noEngine] : await inEngine(running, images);
      const cleaned = joined([...parts, ...(engine ? [await engineStopped()] : [])]);
      console.log(json ? JSON.stringify(cleaned, undefined, 2) : lines(cleaned).join("\n"));
      if (cleaned.failed.length > 0) {
        throw new HarnessError("CLEANUP_FAILED", `still there: ${cleaned.failed.join("; ")}`, {
          details: { ...cleaned },
        });
      }
    });
}

const noEngine: Cleaned = {
  removed: [],
  failed: [],
  notes: ["no container engine answers: there is nothing to remove"],
};

async function inEngine(engine: Engine, images: boolean): Promise<readonly Cleaned[]> {
  const { removed, failed, living } = await sweep(engine);
  const swept: Cleaned = {
    removed: removed.map(({ kind, name }) => `${kind} ${name}`),
    failed,
    notes: living.map((run) => `left alone ${run}: it is under way`),
  };
  if (!images) return [swept];
  const away = await removeImages(engine);
  return [swept, { removed: away.removed.map((name) => `image ${name}`), failed: away.failed, notes: [] }];
}

async function engineStopped(): Promise<Cleaned> {
  const { stopped, what } = await stopEngine();
  return { removed: [], failed: [], notes: [stopped ? `stopped ${what}` : `no engine stopped: ${what}`] };
}

function joined(parts: readonly Cleaned[]): Cleaned {
  return {
    removed: parts.flatMap(({ removed }) => removed),
    failed: parts.flatMap(({ failed }) => failed),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

function lines({ removed, notes }: Cleaned): readonly string[] {
  const nothing = removed.length === 0 && notes.length === 0;
  return nothing ? ["nothing to remove"] : [...removed.map((what) => `removed ${what}`), ...notes];
}
