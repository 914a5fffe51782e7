import { engineError } from "../lab/engine/command.ts";
import type { Engine } from "../lab/engine/engine.ts";
import type { ImageRecord } from "../verdict/run-record.ts";

/**
 * The images of a run with their ids, which are digests of their contents: a reference can be moved to another image, an id
 * cannot. Throws ENGINE_FAILED.
 * @param images name → reference: the lab's own and those that a user put in the place of stand-ins
 */
export async function imageRecords(
  { docker }: { readonly docker: Pick<Engine["docker"], "getImage"> },
  images: Readonly<Record<string, string>>,
): Promise<readonly ImageRecord[]> {
  return Promise.all(
    Object.entries(images).map(async ([name, reference]) => {
      const { Id: id } = await docker
        .getImage(reference)
        .inspect()
        .catch((cause: unknown) => {
          throw engineError("ENGINE_FAILED", `the engine does not describe the image ${reference}`, cause);
        });
      return { name, reference, id };
    }),
  );
}
