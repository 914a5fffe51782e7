import { formatMs } from "../timeline/duration.ts";
import type { CertifiedTrial, Lane } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";

const labelWidth = 300;
const plotWidth = 640;
const laneHeight = 16;
const topHeight = 36;

/** A length in milliseconds on paper. */
interface Scale {
  readonly startMs: number;
  readonly endMs: number;
  readonly x: (ms: number) => number;
}

/**
 * A trial over time, the injection at zero: windows, holders, states, advertisements, servers out, failing probes. Each thing carries
 * its instants, by which the page's script moves it when a reader zooms.
 */
export function timelineSvg({ title, lanes, healed }: CertifiedTrial): Markup {
  const ends = lanes.flatMap(({ bars, instants }) => [
    ...bars.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
    ...instants.map(({ atMs }) => atMs),
  ]);
  if (ends.length === 0) return markup`<p>Nothing to draw.</p>`;
  const scale = scaleOf(ends);
  const height = topHeight + lanes.length * laneHeight + 4;
  const heal = healed === undefined ? undefined : rule(scale, healed.afterInjectMs, "heal", height);
  return markup`<figure class="timeline wide" data-start="${scale.startMs}" data-end="${scale.endMs}" data-left="${labelWidth}" data-width="${plotWidth}" aria-label="${title}, over time">
<svg viewBox="0 0 ${labelWidth + plotWidth} ${height}" role="img" aria-label="${title}">
<g class="axis"><text class="tick" x="${labelWidth}" y="10">${formatMs(scale.startMs)}</text>
<text class="tick" x="${labelWidth + plotWidth}" y="10" text-anchor="end">${formatMs(scale.endMs)}</text></g>
${lanes.map((lane, index) => laneRow(scale, lane, topHeight + index * laneHeight))}
${rule(scale, 0, "fault", height)}${heal}</svg></figure>`;
}

/** A little of the baseline, and everything after: what happened long before the fault only takes room. */
function scaleOf(instants: readonly number[]): Scale {
  const endMs = instants.reduce((latest, ms) => Math.max(latest, ms), -Infinity);
  const first = instants.reduce((earliest, ms) => Math.min(earliest, ms), Infinity);
  const startMs = Math.max(first, -Math.max(500, endMs / 10));
  const length = Math.max(1, endMs - startMs);
  return {
    startMs,
    endMs: startMs + length,
    x: (ms) => labelWidth + (plotWidth * (Math.min(Math.max(ms, startMs), endMs) - startMs)) / length,
  };
}

function laneRow(scale: Scale, { label, bars, instants }: Lane, y: number): Markup {
  const { x, startMs } = scale;
  const drawn = bars.map(({ fromMs, toMs, what }) => {
    const width = Math.max(1, x(toMs) - x(fromMs));
    return markup`<rect class="${what}" data-from="${fromMs}" data-to="${toMs}" x="${x(fromMs).toFixed(1)}" y="${y + 2}" width="${width.toFixed(1)}" height="${laneHeight - 4}"><title>${label}: ${formatMs(fromMs)} – ${formatMs(toMs)} after the fault</title></rect>`;
  });
  const marked = instants
    .filter(({ atMs }) => atMs >= startMs)
    .map(
      ({ atMs, text }) =>
        markup`<g data-at="${atMs}" transform="translate(${x(atMs).toFixed(1)} 0)"><title>${label}: ${text}, ${formatMs(atMs)} after the fault</title><line class="instant" x1="0" y1="${y + 2}" x2="0" y2="${y + laneHeight - 2}"/></g>`,
    );
  return markup`<text x="${labelWidth - 6}" y="${y + 11}" text-anchor="end">${label}</text>${drawn}${marked}
`;
}

function rule({ x }: Scale, atMs: number, name: string, height: number): Markup {
  return markup`<g data-at="${atMs}" transform="translate(${x(atMs).toFixed(1)} 0)"><line class="rule" x1="0" y1="14" x2="0" y2="${height}"/><text class="tick" x="2" y="24">${name}</text></g>`;
}
