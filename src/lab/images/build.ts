import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { HarnessError, messageOf } from "../../errors.ts";
import { now } from "../../timeline/clock.ts";
import { diskFull, saysDiskFull, Tail } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import type { ContextFile } from "./content.ts";
import { contextTar } from "./context-tar.ts";
import { imageLabel } from "./present.ts";
import { follow } from "./progress.ts";

export interface Build {
  readonly name: string;
  readonly reference: string;
  /** Reference of the image that the Dockerfile's ARG BASE gets. */
  readonly base: string;
  readonly files: readonly ContextFile[];
}

/**
 * Builds one image. Throws IMAGE_UNAVAILABLE with the end of the build's output, or DISK_FULL; then the layers that it had
 * made are removed again.
 */
export async function buildImage(
  { docker }: Pick<Engine, "docker">,
  { name, reference, base, files }: Build,
  say: (line: string) => void,
): Promise<void> {
  const since = now();
  const tail = new Tail();
  const layers: string[] = [];
  try {
    const answer = (await docker.buildImage(contextTar(files), {
      t: reference,
      // Without forcerm, a failed step's container stays, and carries no label to find it by.
      rm: true,
      forcerm: true,
      labels: { [imageLabel]: name },
      buildargs: { BASE: base },
    })) as Readable;
    await follow(answer, ({ stream = "" }) => {
      tail.add(stream);
      const layer = /^ ---> (?<id>[0-9a-f]{12,64})\s*$/m.exec(stream)?.groups?.["id"];
      if (layer !== undefined) layers.push(layer);
    });
    await docker.getImage(reference).inspect();
  } catch (cause) {
    await removeLayers({ docker }, layers);
    throw failed(name, messageOf(cause), { tail, cause });
  }
  say(`image ${name}: built in ${Math.round((now() - since) / 1_000)} s`);
}

function failed(name: string, why: string, { tail, cause }: { tail: Tail; cause: unknown }): HarnessError {
  const output = withoutChatter(tail.text(24));
  if (saysDiskFull(`${output}\n${why}`)) return diskFull(`image ${name} cannot be built`, { cause });
  return new HarnessError("IMAGE_UNAVAILABLE", `image ${name} cannot be built: ${why}\n${output}`, {
    cause,
    details: { image: name },
  });
}

/** What the step wrote, without the builder's book-keeping and without colours. */
function withoutChatter(output: string): string {
  const chatter = /^(?:Removing intermediate container| ---> )/;
  return stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => !chatter.test(line))
    .slice(-12)
    .join("\n");
}

/**
 * The last layer first, and with it all its untagged parents. The first is the base, which has a name; what another image
 * stands on, the engine refuses to remove. Both are as they should be.
 */
async function removeLayers({ docker }: Pick<Engine, "docker">, layers: readonly string[]): Promise<void> {
  for (const layer of layers.slice(1).toReversed()) {
    const removed = await docker
      .getImage(layer)
      .remove()
      .then(
        () => true,
        () => false,
      );
    if (removed) return;
  }
}
