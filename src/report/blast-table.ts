import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

type Row = NonNullable<Certificate["blastRadius"]>[number];

/** Every journey that a row names, in the order in which rows first name them. */
export function journeysIn(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ journeys }) => journeys.map(({ journey }) => journey)))];
}

/** What a row says of a journey, as a text: "degraded for 1.2 s ± 250 ms (the document: untouched)"; empty where it does not ask. */
export function cellText({ journeys }: Row, journey: string): string {
  const cell = journeys.find((each) => each.journey === journey);
  if (cell === undefined) return "";
  if (cell.documented === undefined) return `${cell.said} (the document is silent)`;
  return cell.agrees === false ? `${cell.said} (the document: ${cell.documented.join(" or ")})` : cell.said;
}

/** The blast radius of each role, where a system has a matrix of roles and journeys. */
export function blastSection({ blastRadius: rows = [] }: Certificate): Markup | undefined {
  if (rows.length === 0) return undefined;
  const journeys = journeysIn(rows);
  const body = rows.map(
    (
      row,
    ) => markup`<tr><th><a href="#trial-${row.trial}">${row.role}</a><br><small>${row.profile}: ${row.fault}</small></th>
${row.unfit.length > 0 ? markup`<td class="inconclusive" colspan="${journeys.length}">inconclusive: ${row.unfit.join("; ")}</td>` : journeys.map((journey) => cellOf(row, journey))}</tr>
`,
  );
  return markup`<section id="blast-radius"><h2>Blast radius</h2>
<p>What a role's failure does to what users do. Untouched: every operation succeeded; lost: none did in the second half of the fault's
time; degraded: what lies between, with the time from the first failed operation to the first good one after the last failed. Green was
touched as the document says, red otherwise than it says, yellow is what it is silent of.</p>
<div class="wide"><table><thead><tr><th>failed role</th>${journeys.map((journey) => markup`<th>${journey}</th>`)}</tr></thead><tbody>${body}</tbody></table></div></section>`;
}

function cellOf(row: Row, journey: string): Markup {
  const cell = row.journeys.find((each) => each.journey === journey);
  if (cell === undefined) return markup`<td></td>`;
  return markup`<td class="${colourOf(cell)}">${cellText(row, journey)}</td>`;
}

/** What was touched stands out, and most of all what was touched otherwise than documented. */
function colourOf({ effect, agrees }: Row["journeys"][number]): string {
  if (agrees === false) return "fail";
  if (agrees === undefined) return "gap";
  return effect === "untouched" ? "note" : "pass";
}
