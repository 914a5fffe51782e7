import { Markup } from "./markup.ts";

/** The page's own style sheet: nothing is fetched, it prints, and it follows the reader's colour scheme. */
export const pageStyle = new Markup(`
:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #c4251b; --open: #9a6700; --quiet: #59636e; --paper: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #ff7b72; --open: #d29922; --quiet: #9198a1; --paper: #161b22; } }
body { font: 14px/1.45 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } code { font-size: .92em; } .number { white-space: nowrap; }
.pass, .met, .holds, .holds-with-tuning { color: var(--good); } .fail, .missed, .refuted, .failed { color: var(--bad); font-weight: 600; }
.inconclusive, .undecided, .gap { color: var(--open); } .not-judged, .not-applicable, .modelled, .note { color: var(--quiet); }
svg { width: 100%; height: auto; font: 10px system-ui, sans-serif; } svg text { fill: currentColor; }
rect.held { fill: #2f81f7; } rect.down { fill: #bf8700; } rect.outage { fill: #cf222e; } rect.part { fill: #1f883d; } table.waterfall svg { width: 300px; } rect.window { fill: #8250df66; }
line.instant { stroke: currentColor; stroke-width: 1.5; } line.network { stroke: #2f81f7; stroke-width: 2; } line.link, line.spread { stroke: var(--quiet); }
text.network { paint-order: stroke; stroke: Canvas; stroke-width: 5px; } rect.host { fill: var(--paper); stroke: var(--quiet); } rect.balancer { stroke: #2f81f7; stroke-width: 2; } circle.dot { fill: #2f81f7; } line.budget { stroke: var(--bad); stroke-width: 2; }
.summary { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .3rem 1rem; } .result { font-size: 1.15rem; } .result strong { font-size: 1.5rem; }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; } .counts b { font-size: 1.3rem; }
nav a { margin-right: .8rem; } figure { margin: .6rem 0; } pre { overflow-x: auto; background: var(--paper); padding: .6rem; }
figure.timeline svg { touch-action: pan-x pan-y; user-select: none; } .controls button { margin-right: .3rem; } .controls output { margin-left: .5rem; color: var(--quiet); }
a:focus-visible, figure:focus-visible, summary:focus-visible, button:focus-visible { outline: 2px solid #2f81f7; outline-offset: 2px; }
.wide { overflow-x: auto; } code { overflow-wrap: anywhere; }
@media (max-width: 700px) { body { margin: .5rem auto; padding: 0 .6rem; } table { display: block; overflow-x: auto; } .wide svg { min-width: 640px; } }
#blast-radius th:first-child { min-width: 11rem; }
line.rule { stroke: currentColor; stroke-dasharray: 3 2; }
details { margin: .4rem 0; } summary { cursor: pointer; }
@media print {
  nav, .controls { display: none; }
  body { max-width: none; margin: 0; font-size: 10px; }
  h2, h3, tr, svg { break-inside: avoid; } details::details-content { content-visibility: visible; block-size: auto; } thead { display: table-header-group; }
}
`);
