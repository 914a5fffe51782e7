import { messageOf } from "../../errors.ts";
import type { Engine } from "../engine/engine.ts";
import { imageLabel, shortReference } from "./present.ts";

/** What `clean --images` looks at, as the engine lists it. */
export interface ListedImage {
  readonly Id: string;
  readonly ParentId: string;
  readonly RepoTags?: readonly string[] | null | undefined;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export interface RemovedImages {
  /** References, and short ids of what had none. */
  readonly removed: readonly string[];
  /** "name: why" of everything that is still there. */
  readonly failed: readonly string[];
}

/**
 * Names and ids to remove, children before parents: the references under `haproof/`, and the untagged layers that stand on
 * our images or carry our label, which builds leave that were killed. Another name of the same image stays.
 */
export function imagesToRemove(all: readonly ListedImage[]): readonly string[] {
  const byId = new Map(all.map((image) => [image.Id, image]));
  const parentsOf = (image: ListedImage): readonly ListedImage[] => {
    const parent = byId.get(image.ParentId);
    return parent === undefined ? [] : [parent, ...parentsOf(parent)];
  };
  const depth = (image: ListedImage): number => parentsOf(image).length;
  const own = (image: ListedImage): boolean =>
    ours(image).length > 0 || image.Labels?.[imageLabel] !== undefined;
  return all
    .toSorted((a, b) => depth(b) - depth(a))
    .flatMap((image) => {
      if (tagsOf(image).length > 0) return ours(image);
      return own(image) || parentsOf(image).some(own) ? [image.Id] : [];
    });
}

/** Removes the images of haproof from an engine; one that a container uses stays, and is named. */
export async function removeImages({ docker }: Pick<Engine, "docker">): Promise<RemovedImages> {
  const all = await docker.listImages({ all: true });
  const removed: string[] = [];
  const failed: string[] = [];
  for (const name of imagesToRemove(all)) {
    const short = name.replace(/^sha256:(?<id>.{12}).*$/, "$<id>");
    try {
      await docker.getImage(name).remove();
      removed.push(short);
    } catch (error) {
      // Removing a child takes its untagged parents along.
      if ((error as { statusCode?: number }).statusCode !== 404)
        failed.push(`${short}: ${messageOf(error).trim()}`);
    }
  }
  return { removed, failed };
}

/** An engine writes "<none>:<none>" for no tag in some versions. */
function tagsOf({ RepoTags }: ListedImage): readonly string[] {
  return (RepoTags ?? []).filter((tag) => !tag.startsWith("<none>"));
}

function ours(image: ListedImage): readonly string[] {
  return tagsOf(image).filter((tag) => shortReference(tag).startsWith("haproof/"));
}
