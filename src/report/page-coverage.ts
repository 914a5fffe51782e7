import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

const width = 200;
const height = 12;

/** How evenly repeated faults were spread over the cycles of the protocols; nothing where each was tried once. */
export function coverageSection({ coverage = [] }: Certificate): Markup | undefined {
  if (coverage.length === 0) return undefined;
  const rows = coverage.map(
    ({ profile, title, of, phases, largestGap }) =>
      markup`<tr><td>${profile}</td><td>${title}</td><td>${of}</td><td class="number">${phases.length}</td><td>${strip(phases)}</td><td class="number">${(largestGap * 100).toFixed(0)} %</td></tr>
`,
  );
  return markup`<h2>Phases</h2>
<p>Where in the protocols' cycles the faults came, as the wire showed it: a mark each, from one advertisement (or health check) to
the next. A bound that was kept at all phases says more than one that was kept at some.</p>
<table><thead><tr><th>profile</th><th>trial</th><th>cycle</th><th>faults</th><th>phases</th><th>largest gap</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function strip(phases: readonly number[]): Markup {
  return markup`<svg class="phases" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${phases.length} phases">
<rect class="window" width="${width}" height="${height}"/>${phases.map((at) => {
    const x = (at * width).toFixed(1);
    return markup`<line x1="${x}" x2="${x}" y1="0" y2="${height}" stroke="currentColor"/>`;
  })}</svg>`;
}
