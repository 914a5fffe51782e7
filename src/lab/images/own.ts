import { HarnessError, messageOf } from "../../errors.ts";
import type { Engine } from "../engine/engine.ts";
import { pull } from "./base.ts";

/**
 * Makes sure, before anything starts, that the images which a user put in the place of stand-ins are there: present, else pulled.
 * Throws IMAGE_UNAVAILABLE.
 * @param images role → reference, as the user wrote it
 */
export async function ensureOwnImages(
  engine: Pick<Engine, "docker">,
  images: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<void> {
  for (const [role, reference] of Object.entries(images)) {
    if (await isThere(engine, reference)) continue;
    say(`image ${reference}: not here, pulling it`);
    try {
      await pull(engine, reference);
    } catch (cause) {
      throw new HarnessError(
        "IMAGE_UNAVAILABLE",
        `the image ${reference} for "${role}" is not in the engine and cannot be pulled: ${messageOf(cause).trim()}`,
        { cause },
      );
    }
  }
}

async function isThere({ docker }: Pick<Engine, "docker">, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect();
    return true;
  } catch (cause) {
    if ((cause as { statusCode?: number }).statusCode === 404) return false;
    throw cause;
  }
}
