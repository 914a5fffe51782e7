import type { Readable } from "node:stream";
import { HarnessError, messageOf } from "../../errors.ts";
import { now } from "../../timeline/clock.ts";
import { engineError } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import { withLock } from "../engine/lock.ts";
import { enginePaths } from "../engine/paths.ts";
import { makeBase } from "./mmdebstrap.ts";
import { presentReferences } from "./present.ts";
import { follow } from "./progress.ts";

export const defaultRelease = "bookworm";

/** A registry that is not reached says so at once, or never. */
const silenceMs = 15_000;

export interface BaseOptions {
  readonly release?: string;
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** The image that all others stand on; HAPROOF_BASE_IMAGE puts another Debian in its place. */
export function baseReference(
  release: string = defaultRelease,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const own = env["HAPROOF_BASE_IMAGE"] ?? "";
  return own === "" ? `haproof/debian:${release}` : own;
}

/**
 * Makes sure that the base is there: present, else the slim image of that release (local, else pulled), else made from the
 * distribution's packages. Throws IMAGE_UNAVAILABLE saying what to do, or DISK_FULL.
 */
export async function ensureBase(
  engine: Pick<Engine, "docker">,
  { release = defaultRelease, say, env = process.env }: BaseOptions,
): Promise<void> {
  const reference = baseReference(release, env);
  const present = await presentReferences(engine);
  if (present.has(reference)) return;
  if (present.has(`${reference}:latest`)) return;
  if (reference === env["HAPROOF_BASE_IMAGE"]) {
    await pull(engine, reference).catch((cause: unknown) => {
      const what = `HAPROOF_BASE_IMAGE is ${reference}, which is neither here nor can it be pulled`;
      throw engineError("IMAGE_UNAVAILABLE", what, messageOf(cause));
    });
    return;
  }
  const slim = `debian:${release}-slim`;
  if (present.has(slim)) {
    say(`base image: ${slim}, which is here`);
    await tag(engine, slim, reference);
    return;
  }
  const since = now();
  const took = (): string => `${Math.round((now() - since) / 1_000)} s`;
  try {
    await pull(engine, slim);
    await tag(engine, slim, reference);
    // The name that came with the pull goes, so that `clean --images` leaves nothing of it.
    await engine.docker.getImage(slim).remove();
    say(`base image: ${slim} pulled in ${took()}`);
  } catch (cause) {
    if (cause instanceof HarnessError && cause.code === "DISK_FULL") throw cause;
    say(`base image: ${slim} cannot be pulled (${firstLine(messageOf(cause))}); making it from packages`);
    await oneAtATime(async () => {
      if ((await presentReferences(engine)).has(reference)) return;
      await makeBase(engine, { reference, release, say, env });
      say(`base image: made from packages in ${took()}`);
    });
  }
}

/** Two harnesses that start together on a bare machine make one base; who is not root installs nothing, and may race. */
function oneAtATime(make: () => Promise<void>): Promise<void> {
  return process.platform === "linux" && process.getuid?.() === 0 ? withLock(enginePaths.lock, make) : make();
}

async function tag({ docker }: Pick<Engine, "docker">, from: string, to: string): Promise<void> {
  const [repo = "", version = ""] = to.split(":");
  await docker
    .getImage(from)
    .tag({ repo, tag: version })
    .catch((cause: unknown) => {
      throw engineError("ENGINE_FAILED", `cannot name ${from} ${to}`, cause);
    });
}

/**
 * Pulls an image. Ends when the registry is silent for too long; a slow one that goes on sending may take its time.
 * Throws IMAGE_UNAVAILABLE for that, and what the engine says of the rest.
 */
export async function pull({ docker }: Pick<Engine, "docker">, reference: string): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new HarnessError("IMAGE_UNAVAILABLE", `the registry was silent for ${silenceMs} ms`)),
    silenceMs,
  );
  try {
    const answer = (await docker.pull(reference, { abortSignal: silence.signal })) as Readable;
    await follow(answer, () => timer.refresh());
  } catch (cause) {
    throw silence.signal.aborted ? silence.signal.reason : cause;
  } finally {
    clearTimeout(timer);
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.trim() ?? "";
}
