import type { Place } from "../source-text.ts";
import type { Finding, Rule, Severity } from "./finding.ts";
import { rules } from "./rules.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  note: "note",
};

/**
 * The findings as SARIF 2.1.0, for code scanning: one run, every rule described, every finding with its place.
 * Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
export function sarifLog(findings: readonly Finding[], version: string): object {
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "haproof", version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => resultOf(finding, index.get(finding.rule) ?? 0)),
      },
    ],
  };
}

function descriptor({ id, title, source }: Rule): object {
  return { id, shortDescription: { text: title }, help: { text: `Source: ${source}. See docs/lint.md.` } };
}

function resultOf(finding: Finding, ruleIndex: number): object {
  const { rule, severity, message, why, change, place, related = [] } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: `${message}. Why: ${why}. Change: ${change}.` },
    locations: [locationOf(place)],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(locationOf) }),
  };
}

function locationOf({ file, line, column }: Place): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
  };
}

/** A relative reference for a relative path, a file URI for an absolute one; each segment escaped. */
function uriOf(path: string): string {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  return escaped.startsWith("/") ? `file://${escaped}` : escaped;
}
