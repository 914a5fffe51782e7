import { formatMs } from "../timeline/duration.ts";
import type { CertifiedMeasure } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

const width = 640;
const margin = 8;
const axisHeight = 18;
const rowHeight = 7;
const dotRadius = 3;

interface Dot {
  readonly trial: string;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Where the trials of one measure lie: a dot each with its uncertainty, the predicted window, the budget. None for fewer than two. */
export function distributionSvg(measure: CertifiedMeasure): Markup | undefined {
  const dots = dotsOf(measure);
  if (dots.length < 2) return undefined;
  const { predicted, budgetMs, subject } = measure;
  const window = predicted?.outcome === "within" ? predicted : undefined;
  const bounds = [window?.earliestMs, window?.latestMs, budgetMs].filter((each) => typeof each === "number");
  const ends = [...dots.flatMap(({ minMs, maxMs }) => [minMs, maxMs]), ...bounds];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const x = (ms: number): number => margin + ((width - 2 * margin) * (ms - from)) / Math.max(1, to - from);
  const height = axisHeight + dots.length * rowHeight + 6;
  return markup`<svg class="distribution" viewBox="0 0 ${width} ${height}" role="img" aria-label="${dots.length} trials of ${subject}, ${formatMs(from)} to ${formatMs(to)}">
${window === undefined ? undefined : windowBand(x, [window.earliestMs ?? from, window.latestMs ?? to], height)}
${budgetMs === undefined ? undefined : markup`<line class="budget" x1="${fixed(x(budgetMs))}" y1="${axisHeight - 4}" x2="${fixed(x(budgetMs))}" y2="${height}"><title>budget ${formatMs(budgetMs)}</title></line>`}
<text class="tick" x="${margin}" y="11">${formatMs(from)}</text><text class="tick" x="${width - margin}" y="11" text-anchor="end">${formatMs(to)}</text>
${dots.map((dot, index) => drawn(dot, x, axisHeight + (index + 0.5) * rowHeight))}</svg>`;
}

/** What was seen, the fastest on top; an upper bound that is missing is drawn at the lower one. */
function dotsOf({ rounds }: CertifiedMeasure): readonly Dot[] {
  return rounds
    .flatMap(({ trial, measured }) =>
      measured?.kind === "seen"
        ? [{ trial, minMs: measured.took.minMs, maxMs: measured.took.maxMs ?? measured.took.minMs }]
        : [],
    )
    .sort((a, b) => a.minMs + a.maxMs - b.minMs - b.maxMs);
}

function windowBand(
  x: (ms: number) => number,
  [earliestMs, latestMs]: readonly [number, number],
  height: number,
): Markup {
  const left = x(earliestMs);
  return markup`<rect class="window" x="${fixed(left)}" y="${axisHeight - 4}" width="${fixed(Math.max(1, x(latestMs) - left))}" height="${height - axisHeight + 4}"><title>predicted ${formatMs(earliestMs)} – ${formatMs(latestMs)}</title></rect>`;
}

function drawn({ trial, minMs, maxMs }: Dot, x: (ms: number) => number, y: number): Markup {
  const said = `${trial}: ${formatMs(minMs)} – ${formatMs(maxMs)}`;
  return markup`<g><title>${said}</title><line class="spread" x1="${fixed(x(minMs))}" y1="${fixed(y)}" x2="${fixed(x(maxMs))}" y2="${fixed(y)}"/><circle class="dot" cx="${fixed(x((minMs + maxMs) / 2))}" cy="${fixed(y)}" r="${dotRadius}"/></g>
`;
}

function fixed(length: number): string {
  return length.toFixed(1);
}
