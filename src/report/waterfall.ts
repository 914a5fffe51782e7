import { formatDuration, formatMs } from "../timeline/duration.ts";
import type { CertifiedTransition } from "./certificate.ts";
import { durationOf } from "./certified-figure.ts";
import { markup, type Markup } from "./markup.ts";

const plotWidth = 300;
const barHeight = 12;

type Part = CertifiedTransition["parts"][number];

/** Where the time of a transition went, part by part, each with the setting that governs it. */
export function waterfall({
  transition,
  subject,
  by,
  from,
  exact,
  inexact,
  parts,
}: CertifiedTransition): Markup {
  const bars = barsOf(parts);
  const ends = bars.flatMap((bar) => (bar === undefined ? [] : [bar.fromMs, bar.toMs]));
  const [first, last] = [Math.min(0, ...ends), Math.max(1, ...ends)];
  const x = (ms: number): number => (plotWidth * (ms - first)) / (last - first);
  const cause = from === "inject" ? "the fault" : "the heal";
  return markup`<h4>${transition} of ${subject} by ${by}, from ${cause}</h4>
<p>${residualText(exact, inexact)}</p>
<table class="waterfall"><thead><tr><th>until</th><th>took</th><th>where the time went</th><th>what to turn</th></tr></thead><tbody>${parts.map(
    (part, index) => partRow(part, bars[index], x),
  )}</tbody></table>`;
}

function residualText(exact: CertifiedTransition["exact"], inexact: string | undefined): string {
  if (exact === undefined) return `No exact prediction for this run: ${inexact ?? "nothing was captured"}.`;
  const { since, wait, measuredBy, residual } = exact;
  const late = { minMs: residual.minMs, maxMs: residual.maxMs ?? Infinity };
  return `Exact prediction for this run: ${since} + ${formatDuration(durationOf(wait))}; measured by ${measuredBy}, off by ${formatDuration(late)}.`;
}

interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Each part begins where the last one that was seen in the chain ended; the clients' own all begin at the chain's end. */
function barsOf(parts: readonly Part[]): readonly (Bar | undefined)[] {
  const endOf = new Map<string, number>();
  return parts.map(({ from, to, took }) => {
    if (took === undefined) return undefined;
    const fromMs = endOf.get(from ?? "") ?? 0;
    const toMs = fromMs + (took.minMs + (took.maxMs ?? took.minMs)) / 2;
    endOf.set(to, toMs);
    return { fromMs, toMs };
  });
}

function partRow({ to, took, knob, missing }: Part, bar: Bar | undefined, x: (ms: number) => number): Markup {
  const shown = took === undefined ? "–" : formatDuration(durationOf(took));
  return markup`<tr><td>${to}</td><td class="number">${shown}</td>
<td>${bar === undefined ? (missing ?? "") : drawn(bar, x)}</td><td><small>${knob}</small></td></tr>
`;
}

function drawn({ fromMs, toMs }: Bar, x: (ms: number) => number): Markup {
  const [left, right] = [x(Math.min(fromMs, toMs)), x(Math.max(fromMs, toMs))];
  const width = Math.max(1, right - left).toFixed(1);
  return markup`<svg viewBox="0 0 ${plotWidth} ${barHeight}" role="img" aria-label="${formatMs(fromMs)} to ${formatMs(toMs)}"><rect class="part" x="${left.toFixed(1)}" y="1" width="${width}" height="${barHeight - 2}"/></svg>`;
}
