import { engineError } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";

/** Every image of haproof carries this label, with its name. */
export const imageLabel = "haproof.image";

/** The references of all tagged images, in one call. Throws ENGINE_FAILED. */
export async function presentReferences({ docker }: Pick<Engine, "docker">): Promise<ReadonlySet<string>> {
  const images = await docker.listImages().catch((cause: unknown) => {
    throw engineError("ENGINE_FAILED", "the engine does not list its images", cause);
  });
  // An engine lists null for no tags at all, which dockerode's types do not say.
  return new Set(images.flatMap(({ RepoTags }) => ((RepoTags as string[] | null) ?? []).map(shortReference)));
}

/** Podman writes out the registry that a short name means; Docker leaves it out. */
export function shortReference(reference: string): string {
  return reference.replace(/^(?:docker\.io\/(?:library\/)?|localhost\/)/, "");
}
