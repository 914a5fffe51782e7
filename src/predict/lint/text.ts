import { filled, wordsOf } from "./fill.ts";
import { placeText } from "./places.ts";
import type { Finding, Severity } from "./finding.ts";

const indent = "    ";

/**
 * The findings for a person, 80 columns wide. What is the same in several files is told once, with all its places; a place
 * that is longer than a line is not broken, so that an editor can jump to it.
 */
export function lintText(findings: readonly Finding[]): string {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { rule, severity, message, why, change } = finding;
    const key = JSON.stringify([rule, severity, message, why, change]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const blocks = [...groups.values()].map(blockOf);
  return [...blocks, summary(findings)].join("\n\n");
}

function blockOf(group: readonly Finding[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const places = group.map(({ place }) => placeText(place));
  const also = (first.related ?? []).map(placeText);
  return [
    ...filled([`${first.severity}:`, ...wordsOf(first.message), `[${first.rule}]`], ""),
    ...filled(["at", ...commas(places), ...(also.length === 0 ? [] : ["see", ...commas(also)])], indent),
    ...filled(["why:", ...wordsOf(first.why)], indent),
    ...filled(["change:", ...wordsOf(first.change)], indent),
  ].join("\n");
}

/** "2 errors, 1 warning, 0 notes". */
export function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity): string => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${number} ${severity}${number === 1 ? "" : "s"}`;
  };
  return `${count("error")}, ${count("warning")}, ${count("note")}`;
}

function commas(texts: readonly string[]): readonly string[] {
  return texts.map((text, at) => (at === texts.length - 1 ? text : `${text},`));
}
