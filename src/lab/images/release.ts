import { HarnessError } from "../../errors.ts";
import { distribution } from "./image-order.ts";
import type { ImageSpec } from "./images.ts";

/** The releases of Debian that images were made of and tried with. */
export const releases = ["bookworm", "trixie"] as const;
export type Release = (typeof releases)[number];

/**
 * The specs with the named images, and all that these stand on, made from another release of Debian; the rest keeps its own.
 * Throws BAD_INPUT for a release that was never tried, and where HAPROOF_BASE_IMAGE has chosen the base already.
 */
export function onRelease(
  specs: readonly ImageSpec[],
  names: readonly string[],
  { release, env = process.env }: { release: string; env?: NodeJS.ProcessEnv },
): readonly ImageSpec[] {
  if (!releases.some((known) => known === release))
    throw new HarnessError("BAD_INPUT", `--release ${release}: there is ${releases.join(", ")}`);
  if ((env["HAPROOF_BASE_IMAGE"] ?? "") !== "")
    throw new HarnessError(
      "BAD_INPUT",
      "--release and HAPROOF_BASE_IMAGE both choose the base image; give one",
    );
  const named = (name: string): string => `${name}-${release}`;
  const below = new Set<string>();
  for (const name of names) for (const base of basesOf(name, specs)) below.add(base);
  return [
    ...specs.filter(({ name }) => !names.includes(name)),
    ...specs
      .filter(({ name }) => below.has(name) && !names.includes(name))
      .map((spec) => ({ ...moved(spec), name: named(spec.name) })),
    ...specs.filter(({ name }) => names.includes(name)).map(moved),
  ];

  function moved(spec: ImageSpec): ImageSpec {
    if (spec.from === distribution) return { ...spec, release };
    return { ...spec, from: names.includes(spec.from) ? spec.from : named(spec.from) };
  }
}

/** Every image that this one stands on. */
function basesOf(name: string, specs: readonly ImageSpec[]): readonly string[] {
  const from = specs.find((spec) => spec.name === name)?.from;
  return from === undefined || from === distribution ? [] : [from, ...basesOf(from, specs)];
}
