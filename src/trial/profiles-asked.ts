import { HarnessError } from "../errors.ts";
import type { System } from "./system.ts";

/**
 * The profiles of a run: those asked for; else all but those that are taken on request only, by night with them.
 * Throws BAD_INPUT for one that the system does not have.
 */
export function profilesAsked(
  system: Pick<System, "name" | "profiles">,
  { asked, nightly }: { readonly asked: readonly string[] | undefined; readonly nightly: boolean },
): readonly string[] {
  const known = system.profiles.map(({ name }) => name);
  for (const name of asked ?? []) {
    if (!known.includes(name))
      throw new HarnessError(
        "BAD_INPUT",
        `${system.name} has no profile "${name}"; it has ${known.join(", ")}`,
      );
  }
  return (
    asked ?? system.profiles.filter(({ onRequest }) => nightly || onRequest !== true).map(({ name }) => name)
  );
}
