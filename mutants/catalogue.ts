import { HarnessError } from "../src/errors.ts";
import { announcing } from "./announcing.ts";
import { balancing } from "./balancing.ts";
import { healthChecks } from "./health-checks.ts";
import type { Mutant } from "./mutant.ts";
import { nodeMistakes } from "./nodes.ts";
import { scripts } from "./scripts.ts";
import { vrrp } from "./vrrp.ts";

export const mutants: readonly Mutant[] = [
  ...vrrp,
  ...announcing,
  ...scripts,
  ...healthChecks,
  ...balancing,
  ...nodeMistakes,
];

/** The named mutants, or all. Throws BAD_INPUT with the names that exist. */
export function mutantsNamed(names: readonly string[]): readonly Mutant[] {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) {
    const known = mutants.map(({ name }) => name).join(", ");
    throw new HarnessError("BAD_INPUT", `there is no mutant ${unknown.join(", ")}; there is ${known}`);
  }
  return names.length === 0 ? mutants : mutants.filter(({ name }) => names.includes(name));
}
