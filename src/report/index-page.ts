import { formatMs } from "../timeline/duration.ts";
import type { Certificate } from "./certificate.ts";
import { blastSection } from "./blast-table.ts";
import { markup, type Markup } from "./markup.ts";
import { coverageSection } from "./page-coverage.ts";
import { claimsSection, findingsSection } from "./page-claims.ts";
import { environmentSection, profilesSection, reproduceSection } from "./page-environment.ts";
import { pageScript, scriptDigest } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { runLine, summarySection } from "./page-summary.ts";
import { trialsSection } from "./page-trials.ts";

/** Nothing may be fetched, and no script may run but the page's own, whatever came into it. */
const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptDigest}'; base-uri 'none'; form-action 'none'`;

function sectionsOf({ blastRadius }: Certificate): readonly string[] {
  const matrix = blastRadius === undefined ? [] : ["blast-radius"];
  return ["summary", "findings", ...matrix, "claims", "trials", "profiles", "environment", "reproduce"];
}

/** The certificate as one HTML file that can be read, printed and sent alone. */
export function indexPage(certificate: Certificate): string {
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>haproof: ${certificate.system}</title><style>${pageStyle}</style></head><body>
<h1>${certificate.system}: does failover work, and as promised?</h1>
${summarySection(certificate)}
${runLine(certificate)}
<nav aria-label="sections">${sectionsOf(certificate).map((id) => markup`<a href="#${id}">${id}</a> `)}</nav>
${findingsSection(certificate)}
${blastSection(certificate)}
${claimsSection(certificate)}
${trialsSection(certificate)}
${coverageSection(certificate)}
${residualsSection(certificate)}
${profilesSection(certificate)}
${environmentSection(certificate)}
<h2>How to read this</h2><ul>${certificate.howToRead.map((line) => markup`<li>${line}</li>`)}</ul>
${reproduceSection(certificate)}
<script>${pageScript}</script>
</body></html>
`.toString();
}

/** The run in one sentence: exit code, promises by verdict, who decided. */
export function summaryOf({ summary, unfinished }: Certificate): string {
  const promises = Object.entries(summary.promises).map(([verdict, count]) => `${count} ${verdict}`);
  const result = { 0: "passed", 1: "FAILED", 2: "INCONCLUSIVE" }[summary.exitCode];
  const cut =
    unfinished === undefined
      ? ""
      : ` UNFINISHED: ${unfinished.recorded} of ${unfinished.planned} trials were recorded.`;
  return `${result}: ${promises.join(", ")}. ${summary.real} decided by real software, ${summary.modelled} modelled.${cut}`;
}

/** How good the model is in single runs, where the wire shows what the timers ran from. */
function residualsSection({ residuals }: Certificate): Markup | undefined {
  if (residuals.length === 0) return undefined;
  const rows = residuals.map(
    ({ transition, n, medianMs, p95Ms, worstMs }) =>
      markup`<tr><td>${transition}</td><td>${n}</td><td class="number">${formatMs(medianMs)}</td><td class="number">${formatMs(p95Ms)}</td><td class="number">${formatMs(worstMs)}</td></tr>`,
  );
  return markup`<h2>Exact predictions</h2>
<p>Measured minus what the wire said it had to be in the very run (last accepted advertisement + master down interval, last good
check + intervals); fit trials only.</p>
<table><thead><tr><th>transition</th><th>n</th><th>median</th><th>p95 of the size</th><th>worst</th></tr></thead><tbody>${rows}</tbody></table>`;
}
