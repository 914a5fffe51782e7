import { formatMs } from "../timeline/duration.ts";
import type { CertifiedTrial, Lane } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

const labelWidth = 300;
const plotWidth = 640;
const laneHeight = 16;
const topHeight = 22;

/** A length in milliseconds on paper. */
interface Scale {
  readonly startMs: number;
  readonly endMs: number;
  readonly x: (ms: number) => number;
}

/** A trial as bars over time, the injection at zero: windows, holders, servers out, failing probes. */
export function timelineSvg({ title, lanes, healed }: CertifiedTrial): Markup {
  const bars = lanes.flatMap((lane) => lane.bars);
  if (bars.length === 0) return markup`<p>Nothing to draw.</p>`;
  const scale = scaleOf(bars.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  const height = topHeight + lanes.length * laneHeight + 4;
  const heal = healed === undefined ? undefined : rule(scale, healed.afterInjectMs, "heal", height);
  return markup`<svg viewBox="0 0 ${labelWidth + plotWidth} ${height}" role="img" aria-label="${title}">
${lanes.map((lane, index) => laneRow(scale, lane, topHeight + index * laneHeight))}
${rule(scale, 0, "fault", height)}${heal}
<text class="tick" x="${labelWidth}" y="10">${formatMs(scale.startMs)}</text>
<text class="tick" x="${labelWidth + plotWidth}" y="10" text-anchor="end">${formatMs(scale.endMs)}</text>
</svg>`;
}

/** A little of the baseline, and everything after: what happened long before the fault only takes room. */
function scaleOf(instants: readonly number[]): Scale {
  const endMs = Math.max(...instants);
  const startMs = Math.max(Math.min(...instants), -Math.max(500, endMs / 10));
  const length = Math.max(1, endMs - startMs);
  return {
    startMs,
    endMs,
    x: (ms) => labelWidth + (plotWidth * (Math.min(Math.max(ms, startMs), endMs) - startMs)) / length,
  };
}

function laneRow({ x }: Scale, { label, bars }: Lane, y: number): Markup {
  const drawn = bars.map(({ fromMs, toMs, what }) => {
    const width = Math.max(1, x(toMs) - x(fromMs));
    return markup`<rect class="${what}" x="${x(fromMs).toFixed(1)}" y="${y + 2}" width="${width.toFixed(1)}" height="${laneHeight - 4}"><title>${label}: ${formatMs(fromMs)} – ${formatMs(toMs)} after the fault</title></rect>`;
  });
  return markup`<text x="${labelWidth - 6}" y="${y + 11}" text-anchor="end">${label}</text>${drawn}
`;
}

function rule({ x }: Scale, atMs: number, name: string, height: number): Markup {
  const at = x(atMs).toFixed(1);
  return markup`<line class="rule" x1="${at}" y1="12" x2="${at}" y2="${height}"/><text class="tick" x="${at}" y="20">${name}</text>`;
}
