import { formatMs } from "../timeline/duration.ts";
import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";
import { claimsSection, findingsSection } from "./page-claims.ts";
import { pageStyle } from "./page-style.ts";
import { trialsSection } from "./page-trials.ts";

/** The certificate as one HTML file that can be read, printed and sent alone. */
export function indexPage(certificate: Certificate): string {
  const { system, run, findings } = certificate;
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>haproof: ${system}</title><style>${pageStyle}</style></head><body>
<h1>${system}: does failover work, and as promised?</h1>
<p>Run <code>${run}</code>, ${certificate.startedAt} – ${certificate.finishedAt}, ${formatMs(certificate.wallMs)}
(protocol timers alone: ${formatMs(certificate.protocolMs)}). ${summaryOf(certificate)}</p>
${findingsSection(certificate)}
${claimsSection(certificate)}
${trialsSection(certificate)}
${residualsSection(certificate)}
${environmentSection(certificate)}
<h2>How to read this</h2><ul>${certificate.howToRead.map((line) => markup`<li>${line}</li>`)}</ul>
<p>${findings.length} findings. Compute it again from the evidence: <code>haproof recompute ${run}</code>.
Run it again: <code>${certificate.harness.replay}</code>.</p>
</body></html>
`.toString();
}

/** The run in one sentence: exit code, promises by verdict, who decided. */
export function summaryOf({ summary }: Certificate): string {
  const promises = Object.entries(summary.promises).map(([verdict, count]) => `${count} ${verdict}`);
  const result = { 0: "passed", 1: "FAILED", 2: "INCONCLUSIVE" }[summary.exitCode];
  return `${result}: ${promises.join(", ")}. ${summary.real} decided by real software, ${summary.modelled} modelled.`;
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

function environmentSection(certificate: Certificate): Markup {
  const { harness, environment, images, profiles, standIns, budgets } = certificate;
  const facts = {
    haproof: `${harness.version}${harness.commit === undefined ? "" : ` (${harness.commit})`}`,
    seed: harness.seed,
    ...environment,
    ...Object.fromEntries(images.map(({ name, reference, id }) => [`image ${name}`, `${reference}, ${id}`])),
    ...Object.fromEntries(Object.entries(budgets).map(([check, ms]) => [`budget: ${check}`, formatMs(ms)])),
  };
  const files = profiles.flatMap(({ name, files: each }) =>
    each.map(
      ({ path, sha256 }) => markup`<tr><td>${name}</td><td>${path}</td><td><code>${sha256}</code></td></tr>`,
    ),
  );
  return markup`<h2>Environment</h2>
<table>${Object.entries(facts).map(([name, value]) => markup`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
<h3>Profiles</h3>
<ul>${profiles.map(({ name, description }) => markup`<li><strong>${name}</strong>: ${description}</li>`)}</ul>
<details><summary>Configuration files</summary><table>${files}</table></details>
<h3>Stand-ins</h3>${standIns.length === 0 ? markup`<p>None.</p>` : markup`<ul>${standIns.map((each) => markup`<li>${each}</li>`)}</ul>`}`;
}
