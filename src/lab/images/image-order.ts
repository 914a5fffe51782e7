import { HarnessError } from "../../errors.ts";
import type { ImageSpec } from "./images.ts";

/** The specs with each after the one that it builds on. Throws INTERNAL for an unknown base, a circle or a double name. */
export function inOrder(specs: readonly ImageSpec[]): readonly ImageSpec[] {
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  if (byName.size !== specs.length) throw new HarnessError("INTERNAL", "two images have the same name");
  const done = new Set<ImageSpec>();
  const visit = (spec: ImageSpec, above: readonly string[]): void => {
    if (done.has(spec)) return;
    if (above.includes(spec.name)) {
      throw new HarnessError("INTERNAL", `images build on each other: ${[...above, spec.name].join(" → ")}`);
    }
    if (spec.from !== distribution) visit(baseOf(spec, byName), [...above, spec.name]);
    done.add(spec);
  };
  for (const spec of specs) visit(spec, []);
  return [...done];
}

/** The base that is no spec: the distribution itself. */
export const distribution = "debian";

function baseOf(spec: ImageSpec, byName: ReadonlyMap<string, ImageSpec>): ImageSpec {
  const base = byName.get(spec.from);
  if (base === undefined) {
    throw new HarnessError(
      "INTERNAL",
      `image ${spec.name} builds on ${spec.from}, which is not among the images`,
    );
  }
  return base;
}
