import type { Engine } from "../engine/engine.ts";
import { baseReference, defaultRelease, ensureBase } from "./base.ts";
import { buildImage } from "./build.ts";
import { contentTag, readContext, type ContextFile } from "./content.ts";
import { distribution, inOrder } from "./image-order.ts";
import { presentReferences } from "./present.ts";

/** One image of the lab, made from a folder with a Dockerfile that begins `ARG BASE` / `FROM ${BASE}`. */
export interface ImageSpec {
  readonly name: string;
  /** Absolute path of the folder that holds the Dockerfile. */
  readonly context: string;
  /** "debian" for the distribution's base, or the name of another spec. */
  readonly from: string;
  /** Path inside the build context → content, for files that are made rather than kept: bundles. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Debian release of the distribution's base; "bookworm" unless said. */
  readonly release?: string;
}

export interface ImageOptions {
  readonly say?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Makes sure that every image is there, and returns name → reference, `haproof/<name>:<tag>`. The tag is the hash of all
 * that goes in, so an image is built once and again only when something in it changes; when nothing did, this costs one
 * call. What does not build on each other is built at once.
 * Throws IMAGE_UNAVAILABLE with the end of a failed build's output, DISK_FULL, or ENGINE_FAILED.
 */
export async function ensureImages(
  engine: Pick<Engine, "docker">,
  specs: readonly ImageSpec[],
  { say = toStandardError, env = process.env }: ImageOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const plans = await planImages(specs, env);
  const present = await presentReferences(engine);
  const missing = plans.filter(({ reference }) => !present.has(reference));
  const bases = new Map<string, Promise<void>>();
  const based = (release: string): Promise<void> => {
    const making = bases.get(release) ?? ensureBase(engine, { release, say, env });
    bases.set(release, making);
    return making;
  };
  const building = new Map<string, Promise<void>>();
  for (const plan of missing) {
    const below = plan.from === distribution ? based(plan.release) : building.get(plan.base);
    building.set(
      plan.reference,
      (below ?? Promise.resolve()).then(() => buildImage(engine, plan, say)),
    );
  }
  await allOrFirstFailure([...building.values()]);
  return referencesOf(plans);
}

export interface ImagePlan {
  readonly name: string;
  readonly from: string;
  readonly release: string;
  readonly reference: string;
  /** Reference of what it builds on. */
  readonly base: string;
  readonly files: readonly ContextFile[];
}

/** What each image shall be called, from its contents alone; no engine is asked. In the order of building. */
export async function planImages(
  specs: readonly ImageSpec[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly ImagePlan[]> {
  const read = await Promise.all(
    inOrder(specs).map(async (spec) => ({ ...spec, files: await readContext(spec.context, spec.files) })),
  );
  const plans = new Map<string, ImagePlan>();
  for (const { name, from, files, release = defaultRelease } of read) {
    const below = plans.get(from);
    const base = below?.reference ?? baseReference(release, env);
    const reference = `haproof/${name}:${contentTag(files, base)}`;
    plans.set(name, { name, from, release: below?.release ?? release, reference, base, files });
  }
  return [...plans.values()];
}

/** Waits for every build, so that none runs on unseen when one has failed. */
async function allOrFirstFailure(builds: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(builds);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function referencesOf(plans: readonly ImagePlan[]): Readonly<Record<string, string>> {
  return Object.fromEntries(plans.map(({ name, reference }) => [name, reference]));
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
