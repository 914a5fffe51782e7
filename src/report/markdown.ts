import { formatDuration } from "../timeline/duration.ts";
import type { Certificate } from "./certificate.ts";
import { cellText, journeysIn } from "./blast-table.ts";
import { durationOf } from "./certified-figure.ts";
import { summaryOf } from "./index-page.ts";
import { worstFigures } from "./worst-figures.ts";

/** A job's page of a CI has room for a megabyte; a reader has not. */
const mostFindings = 30;

/** The run on one page of Markdown, for the summary of a CI's job: result, worst figures, findings, limits. */
export function markdownSummary(certificate: Certificate): string {
  const { system, run, harness, findings, limits } = certificate;
  const shown = findings.slice(0, mostFindings);
  const more = findings.length - shown.length;
  return [
    `## haproof: ${escaped(system)}`,
    escaped(summaryOf(certificate)),
    ...table(
      ["worst measured", "profile", "fault", "duration", "trials"],
      worstFigures(certificate).map(({ profile, subject, faultKind, figures }) => [
        subject,
        profile,
        faultKind,
        formatDuration(durationOf(figures.max)),
        String(figures.seen),
      ]),
    ),
    ...blastTable(certificate),
    ...table(
      ["", "finding", ""],
      shown.map(({ severity, title, detail }) => [severity, title, detail]),
    ),
    ...(more > 0 ? [`and ${more} more in \`index.html\`.`] : []),
    "What this does not tell:",
    limits.map((line) => `- ${escaped(line)}`).join("\n"),
    `Run ${code(run)}; again: ${code(harness.replay)}`,
  ]
    .join("\n\n")
    .concat("\n");
}

/** What a role's failure did to what users do. */
function blastTable({ blastRadius: rows = [] }: Certificate): readonly string[] {
  const journeys = journeysIn(rows);
  return table(
    ["failed role", ...journeys],
    rows.map((row) => [
      `${row.role} (${row.profile}: ${row.fault})`,
      ...(row.unfit.length > 0
        ? [`inconclusive: ${row.unfit.join("; ")}`, ...journeys.slice(1).map(() => "")]
        : journeys.map((journey) => cellText(row, journey))),
    ]),
  );
}

/** None for a table without rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [[line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n")];
}

/** Text in which nothing is Markdown or HTML any more, in one line. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>|~&@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A command or a name as it is: between more backquotes than it has. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([quotes]) => quotes.length));
  const quotes = "`".repeat(longest + 1);
  return `${quotes} ${text.replace(/\s+/g, " ")} ${quotes}`;
}
