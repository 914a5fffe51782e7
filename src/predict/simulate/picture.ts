import type { Window } from "../prediction.ts";
import type { Histogram } from "./distribution.ts";

/** One distribution to be drawn. */
export interface Drawing {
  readonly title: string;
  readonly histogram: Histogram;
  readonly window: Window;
  readonly percentilesMs: Readonly<Record<string, number>>;
  /** What trials measured, each the interval in which the truth lies. */
  readonly measured: readonly { readonly minMs: number; readonly maxMs: number }[];
}

const width = 760;
const height = 220;
const margin = { left: 20, right: 20, top: 34, bottom: 30 };
const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };

/** The distributions below each other as one SVG that is readable alone: predicted window shaded, measured trials as marks. */
export function pictureOf(drawings: readonly Drawing[]): string {
  const all = Math.max(1, drawings.length) * height;
  const panels = drawings.map(
    (drawing, at) => `<g transform="translate(0 ${at * height})">${panel(drawing)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" width="${width}" height="${all}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${all}" fill="#fff"/>`,
    ...panels,
    `</svg>\n`,
  ].join("\n");
}

function panel(drawing: Drawing): string {
  const { histogram, window, measured } = drawing;
  const endMs = histogram.fromMs + histogram.stepMs * histogram.counts.length;
  const values = [
    histogram.fromMs,
    endMs,
    window.earliestMs,
    ...measured.flatMap(({ minMs, maxMs }) => [minMs, maxMs]),
  ];
  const lastMs = window.latestMs === Infinity ? endMs : window.latestMs;
  const [lowMs, highMs] = [Math.min(...values, lastMs), Math.max(...values, lastMs)];
  const padMs = Math.max((highMs - lowMs) * 0.05, 10);
  const [fromMs, toMs] = [Math.max(0, lowMs - padMs), highMs + padMs];
  const x = (ms: number): number => margin.left + ((ms - fromMs) / (toMs - fromMs)) * inner.width;
  return [
    `<text x="${margin.left}" y="18" font-weight="600">${escaped(drawing.title)}</text>`,
    `<rect x="${fixed(x(window.earliestMs))}" y="${margin.top}" width="${fixed(Math.max(1, x(lastMs) - x(window.earliestMs)))}" height="${inner.height}" fill="#e8f0fa"><title>predicted window</title></rect>`,
    bars(histogram, x),
    ...Object.entries(drawing.percentilesMs).map(([name, ms]) => percentileLine(name, x(ms))),
    ...measured.map(({ minMs, maxMs }) => mark(x(minMs), x(maxMs))),
    axis(fromMs, toMs, x),
  ].join("\n");
}

function bars({ fromMs, stepMs, counts }: Histogram, x: (ms: number) => number): string {
  const most = Math.max(1, ...counts);
  const rects = counts.flatMap((count, step) => {
    if (count === 0) return [];
    const [left, right] = [x(fromMs + step * stepMs), x(fromMs + (step + 1) * stepMs)];
    const tall = (count / most) * (inner.height - 12);
    const top = margin.top + inner.height - tall;
    return [
      `<rect x="${fixed(left)}" y="${fixed(top)}" width="${fixed(Math.max(0.5, right - left))}" height="${fixed(tall)}"/>`,
    ];
  });
  return `<g fill="#5b8fc7">${rects.join("")}</g>`;
}

function percentileLine(name: string, at: number): string {
  const bottom = margin.top + inner.height;
  return `<line x1="${fixed(at)}" x2="${fixed(at)}" y1="${margin.top}" y2="${bottom}" stroke="#555" stroke-dasharray="3 3"/><text x="${fixed(at)}" y="${margin.top - 3}" text-anchor="middle" font-size="9" fill="#555">${escaped(name)}</text>`;
}

function mark(left: number, right: number): string {
  const y = margin.top + inner.height - 6;
  return `<rect x="${fixed(left - 1)}" y="${y}" width="${fixed(Math.max(2, right - left))}" height="12" fill="#c0392b"><title>measured</title></rect>`;
}

function axis(fromMs: number, toMs: number, x: (ms: number) => number): string {
  const stepMs =
    [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000].find(
      (step) => (toMs - fromMs) / step <= 10,
    ) ?? 120_000;
  const ticks: string[] = [];
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs) {
    ticks.push(
      `<text x="${fixed(x(ms))}" y="${height - 12}" text-anchor="middle" font-size="10">${Number((ms / 1000).toFixed(2))} s</text>`,
    );
  }
  const y = margin.top + inner.height;
  return `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}" stroke="#333"/>${ticks.join("")}`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
