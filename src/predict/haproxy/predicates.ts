import type { ConditionFacts } from "./condition.ts";

/** A question that a condition may ask. */
export interface Predicate {
  /** How many arguments it must have. */
  readonly arguments: 1 | 2;
  readonly holds: (facts: ConditionFacts, given: readonly string[]) => boolean;
}

/** The predicates of HAProxy 2.4 to 3.x (`cond_predicates`, src/cfgcond.c). */
export const predicates: ReadonlyMap<string, Predicate> = new Map<string, Predicate>([
  ["defined", { arguments: 1, holds: ({ environment }, [name = ""]) => environment.has(name) }],
  ["feature", { arguments: 1, holds: ({ features }, [name = ""]) => features.includes(name) }],
  // Whether an option of the command line is on: nothing here can know, and the default is that it is.
  ["enabled", { arguments: 1, holds: () => true }],
  ["streq", { arguments: 2, holds: (_, [left, right]) => left === right }],
  ["strneq", { arguments: 2, holds: (_, [left, right]) => left !== right }],
  ["strstr", { arguments: 2, holds: (_, [text = "", part = ""]) => text.includes(part) }],
  ["version_atleast", { arguments: 1, holds: ({ version }, [least = ""]) => compare(version, least) >= 0 }],
  ["version_before", { arguments: 1, holds: ({ version }, [first = ""]) => compare(version, first) < 0 }],
  [
    "openssl_version_atleast",
    { arguments: 1, holds: (facts, [least = ""]) => compare(facts.opensslVersion, least) >= 0 },
  ],
  [
    "openssl_version_before",
    { arguments: 1, holds: (facts, [first = ""]) => compare(facts.opensslVersion, first) < 0 },
  ],
  ["ssllib_name_startswith", { arguments: 1, holds: (_, [name = ""]) => "OpenSSL".startsWith(name) }],
]);

/** Compares versions number by number; missing numbers count as 0, as in `compare_current_version`. */
function compare(left: string, right: string): number {
  const numbers = (version: string): readonly number[] =>
    version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
  const [ours, theirs] = [numbers(left), numbers(right)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
