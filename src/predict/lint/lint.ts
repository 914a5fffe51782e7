import type { Setup } from "../setup.ts";
import type { Finding, Severity } from "./finding.ts";
import { placeText } from "./places.ts";
import { complaintRules, rules } from "./rules.ts";
import { subjectOf } from "./subject.ts";

const order: readonly Severity[] = ["error", "warning", "note"];
const complaints = new Set(complaintRules.map(({ id }) => id));

/**
 * Everything that the rules find, errors first, then by file and line. A haproxy.cfg that several balancers share is read
 * for each of them and told of once. A line that a rule has explained is not complained about a second time.
 */
export function lint(setup: Setup): readonly Finding[] {
  const subject = subjectOf(setup);
  const found = rules.flatMap(({ id, check }) =>
    check(subject).map((reported): Finding => ({ rule: id, ...reported })),
  );
  const explained = new Set(
    found.filter(({ rule }) => !complaints.has(rule)).map(({ place }) => placeText(place)),
  );
  const told = new Map<string, Finding>();
  for (const finding of found) {
    const { rule, place, message } = finding;
    if (complaints.has(rule) && explained.has(placeText(place))) continue;
    const key = [rule, placeText(place), message].join("\n");
    if (!told.has(key)) told.set(key, finding);
  }
  return [...told.values()].sort(bySeverityAndPlace);
}

function bySeverityAndPlace(one: Finding, other: Finding): number {
  return (
    order.indexOf(one.severity) - order.indexOf(other.severity) ||
    (one.place.file < other.place.file ? -1 : one.place.file > other.place.file ? 1 : 0) ||
    one.place.line - other.place.line ||
    one.place.column - other.place.column
  );
}
