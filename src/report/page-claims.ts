import { formatDuration, formatMs } from "../timeline/duration.ts";
import type { Certificate, CertifiedClaim, CertifiedMeasure, CertifiedProfile } from "./certificate.ts";
import { durationOf } from "./certified-figure.ts";
import { distributionSvg } from "./distribution-svg.ts";
import { markup, type Markup } from "./markup.ts";
import { describeMeasured, windowText } from "./wording.ts";

/** What a reader has to know first. */
export function findingsSection({ findings }: Certificate): Markup {
  const rows = findings.map(
    ({ severity, title, detail }) =>
      markup`<tr><td class="${severity}">${severity}</td><td><strong>${title}</strong><br>${detail}</td></tr>`,
  );
  return markup`<section id="findings"><h2>Findings</h2>
${rows.length === 0 ? markup`<p>None: every behaviour passed, every promise holds.</p>` : markup`<table>${rows}</table>`}</section>`;
}

/** One row a claim, profile, fault kind and measure: promised, predicted, measured, verdict. */
export function claimsSection({ claims }: Certificate): Markup {
  return markup`<section id="claims"><h2>Claims</h2>
${claims.map(claimBlock)}</section>`;
}

function claimBlock(claim: CertifiedClaim): Markup {
  const { id, text, source, decidedBy, promised, promise, skipped, profiles } = claim;
  const by = decidedBy === "real" ? "decided by real software" : "decided by a stand-in";
  const body =
    skipped === undefined
      ? markup`<table><thead><tr><th>profile</th><th>fault</th><th>measure</th><th>promised</th><th>predicted</th>
<th>measured</th><th>behaviour</th><th>promise</th><th>budget</th></tr></thead><tbody>${profiles.map(profileRows)}</tbody></table>
${profiles.map(profileDistributions)}`
      : markup`<p>Not asked: ${skipped}</p>`;
  return markup`<section id="${id}"><h3>${id}: ${text} — ${word(promise)}</h3>
<p>Promised: ${promised}. Source: ${source}; ${by}.</p>
${body}</section>
`;
}

function profileRows({ profile, faultKinds }: CertifiedProfile): Markup[] {
  if (faultKinds.length === 0) {
    return [markup`<tr><td>${profile}</td><td colspan="8" class="inconclusive">no trial served it</td></tr>`];
  }
  return faultKinds.flatMap(({ faultKind, measures }) =>
    measures.map((measure) => measureRow(profile, faultKind, measure)),
  );
}

function measureRow(profile: string, faultKind: string, measure: CertifiedMeasure): Markup {
  const { subject, promised, predicted, behaviour, promise, budget, budgetMs, rounds } = measure;
  const reasons = [...new Set(rounds.flatMap((round) => round.reasons))];
  const knob = predicted === undefined ? "" : markup`<br><small>${predicted.knob}</small>`;
  const asked =
    budgetMs === undefined ? "" : markup`${word(budget ?? "")} <small>(${formatMs(budgetMs)})</small>`;
  return markup`<tr><td>${profile}</td><td>${faultKind}</td><td>${subject}</td><td class="number">${promised}</td>
<td>${predicted === undefined ? "" : windowText(predicted)}${knob}</td>
<td>${describeMeasured(measure)}${spread(measure)}${reasons.map((reason) => markup`<br><small>${reason}</small>`)}</td>
<td>${word(behaviour)}</td><td>${word(promise)}</td><td>${asked}</td></tr>
`;
}

/** Where the trials lie, for what was tried more than once. */
function profileDistributions({ profile, faultKinds }: CertifiedProfile): Markup[] {
  return faultKinds.flatMap(({ faultKind, measures }) =>
    measures.flatMap((measure) => {
      const drawing = distributionSvg(measure);
      if (drawing === undefined) return [];
      return [
        markup`<figure class="wide"><figcaption>${profile}, ${faultKind}: ${measure.subject}</figcaption>${drawing}</figure>
`,
      ];
    }),
  );
}

/** Fastest, p95, confidence intervals, and what share keeps to the limit, where there is more than one trial. */
function spread({ figures, kept }: CertifiedMeasure): Markup | undefined {
  if (figures === undefined || figures.seen < 2) return undefined;
  const { min, median, p95 } = figures;
  return markup`<br><small>min ${formatDuration(durationOf(min))}; p95 ${formatDuration(durationOf(p95.value))} (95 % CI ${ci(p95)}); median's 95 % CI ${ci(median)}${keptText(kept)}</small>`;
}

/** The share is rounded down: it is a lower bound. */
function keptText(kept: CertifiedMeasure["kept"]): string {
  if (kept === undefined) return "";
  const { limitMs, within, beyond, shareAtLeast, decided } = kept;
  const share = (Math.floor(shareAtLeast * 1000) / 10).toFixed(1);
  return `; ${within} of ${within + beyond} within ${formatMs(limitMs)}: at least ${share} % of all, at 95 % confidence${decided === undefined ? "" : ` (${decided})`}`;
}

function ci({
  lowerMs,
  upperMs,
}: {
  lowerMs?: number | null | undefined;
  upperMs?: number | null | undefined;
}): string {
  const end = (ms: number | null | undefined): string =>
    ms === undefined ? "no bound at this n" : formatMs(ms ?? Infinity);
  return `${end(lowerMs)} – ${end(upperMs)}`;
}

/** A verdict in its colour. */
function word(verdict: string): Markup {
  return markup`<span class="${verdict.toLowerCase().replaceAll(" ", "-")}">${verdict}</span>`;
}
