import { formatDuration, formatMs } from "../timeline/duration.ts";
import type { Certificate } from "./certificate.ts";
import { durationOf } from "./certified-figure.ts";
import { markup, type Markup } from "./markup.ts";
import { worstFigures } from "./worst-figures.ts";

const results = {
  0: {
    word: "PASSED",
    kind: "pass",
    says: "Every behaviour is what the configuration says, and no budget was missed.",
  },
  1: {
    word: "FAILED",
    kind: "fail",
    says: "A behaviour is not what the configuration says, or a budget was missed.",
  },
  2: {
    word: "INCONCLUSIVE",
    kind: "inconclusive",
    says: "Nothing failed, but something could not be judged.",
  },
} as const;

/** The first screen: what was certified, how it ended, how many promises hold, how long in the worst case, and what it does not tell. */
export function summarySection(certificate: Certificate): Markup {
  const { summary, claims, trials, profiles, environment, limits } = certificate;
  const { word, kind, says } = results[summary.exitCode];
  const asked = claims.filter(({ skipped }) => skipped === undefined).length;
  const unfit = trials.filter((trial) => trial.unfit.length > 0).length;
  const programs = ["haproxy", "keepalived"].flatMap((name) =>
    environment[name] === undefined ? [] : [`${name} ${environment[name]}`],
  );
  return markup`<section id="summary" class="summary">
<p class="result ${kind}"><strong>${word}</strong> ${says}</p>
<p>${certificate.system}${programs.length === 0 ? "" : ` on ${programs.join(" and ")}`}, ${profiles.map(({ name }) => name).join(" and ")}:
${asked} of ${claims.length} promises asked in ${trials.length} ${trials.length === 1 ? "trial" : "trials"}${unfit === 0 ? "" : `, ${unfit} of them unfit`}.
${summary.real} were decided by real software, ${summary.modelled} by stand-ins.</p>
<ul class="counts">${countsOf(summary).map(
    ([verdict, count]) =>
      markup`<li><b>${count}</b> <span class="${verdict.toLowerCase().replaceAll(" ", "-")}">${verdict}</span></li>`,
  )}</ul>
${unfinishedLine(certificate)}
${worstTable(certificate)}
<h3>What this does not tell</h3>
<ul>${limits.map((line) => markup`<li>${line}</li>`)}</ul>
</section>`;
}

const order = ["REFUTED", "GAP", "UNDECIDED", "HOLDS WITH TUNING", "HOLDS", "MODELLED", "NOT APPLICABLE"];

/** Verdicts with their counts, what a reader has to know first in front. */
function countsOf({ promises }: Certificate["summary"]): readonly (readonly [string, number])[] {
  return Object.entries(promises).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

function worstTable(certificate: Certificate): Markup | undefined {
  const rows = worstFigures(certificate).map(
    ({ profile, subject, faultKind, claim, figures }) =>
      markup`<tr><td>${subject}</td><td class="number"><strong>${formatDuration(durationOf(figures.max))}</strong></td><td>${faultKind}</td><td>${profile}</td><td>${figures.seen}</td><td><a href="#${claim}">${claim}</a></td></tr>
`,
  );
  if (rows.length === 0) return undefined;
  return markup`<h3>The worst that was measured</h3>
<table><thead><tr><th>what</th><th>took</th><th>fault</th><th>profile</th><th>trials</th><th>claim</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Said on the first screen, or somebody would take it for the whole. */
function unfinishedLine({ unfinished }: Certificate): Markup | undefined {
  if (unfinished === undefined) return undefined;
  const { planned, recorded } = unfinished;
  return markup`<p class="inconclusive"><strong>Unfinished.</strong> This run did not come to its end: ${recorded} of ${planned} trials were recorded. What the others would have asked is undecided.</p>`;
}

/** When it ran and how long that took, under the summary. */
export function runLine({ run, startedAt, finishedAt, wallMs, protocolMs }: Certificate): Markup {
  return markup`<p>Run <code>${run}</code>, ${startedAt} – ${finishedAt}, ${formatMs(wallMs)} (protocol timers alone: ${formatMs(protocolMs)}).</p>`;
}
