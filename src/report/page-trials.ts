import { grouped } from "../timeline/grouped.ts";
import { formatDuration, formatMs } from "../timeline/duration.ts";
import type { Certificate, CertifiedTrial } from "./certificate.ts";
import { durationOf } from "./certified-figure.ts";
import { markup, type Markup } from "./markup.ts";
import { timelineSvg } from "./timeline-svg.ts";
import { waterfall } from "./waterfall.ts";

/** Rounds of one trial that are drawn at most, however many were not fine: a drawing is some 30 kB. */
const mostDrawn = 10;

/**
 * Every trial, the unfit and the discarded too: none is hidden. Of one that was repeated the first round is drawn, and every round that
 * was not simply fine; the others are a line each, or the page would be as large as the evidence.
 */
export function trialsSection({ trials, claims }: Certificate): Markup {
  const troubled = troubledTrials(claims);
  const groups = [...grouped(trials, ({ profile, scenario }) => `${profile} ${scenario}`).values()];
  return markup`<section id="trials"><h2>Trials</h2>
${groups.map((rounds) => roundsBlock(rounds, troubled))}</section>`;
}

/** The trials of which some row failed, missed its budget or is inconclusive. */
function troubledTrials(claims: Certificate["claims"]): ReadonlySet<string> {
  const rounds = claims.flatMap(({ profiles }) =>
    profiles.flatMap(({ faultKinds }) =>
      faultKinds.flatMap(({ measures }) => measures.flatMap((measure) => measure.rounds)),
    ),
  );
  return new Set(
    rounds
      .filter(
        ({ behaviour, budget }) =>
          behaviour === "fail" ||
          behaviour === "inconclusive" ||
          budget === "missed" ||
          budget === "inconclusive",
      )
      .map(({ trial }) => trial),
  );
}

function roundsBlock(rounds: readonly CertifiedTrial[], troubled: ReadonlySet<string>): Markup {
  const drawn = rounds.filter(({ id }, at) => at === 0 || troubled.has(id)).slice(0, mostDrawn);
  const others = rounds.filter((trial) => !drawn.includes(trial));
  return markup`${drawn.map(trialBlock)}${others.length === 0 ? undefined : otherRounds(others)}`;
}

function otherRounds(trials: readonly CertifiedTrial[]): Markup {
  const rows = trials.map(
    ({ id, round, startedAt, tookMs, noiseFloorMs, probes, evidence }) =>
      markup`<tr id="trial-${id}"><td>${round}</td><td>${startedAt}</td><td class="number">${formatMs(tookMs)}</td><td class="number">${formatMs(noiseFloorMs)}</td>
<td>${probes.filter(({ outages }) => outages.length > 0).map(({ probe, longest }) => markup`${probe} ${formatDuration(durationOf(longest))}<br>`)}</td>
<td><a href="${evidence.recording}"><code>${evidence.recording}</code></a></td></tr>
`,
  );
  return markup`<details><summary>${trials.length} more rounds of “${trials[0]?.title ?? ""}”</summary>
<table><thead><tr><th>round</th><th>started</th><th>took</th><th>noise floor</th><th>longest outage</th><th>recording</th></tr></thead><tbody>${rows}</tbody></table></details>
`;
}

function trialBlock(trial: CertifiedTrial): Markup {
  const { id, title, fault, profile, round, startedAt, tookMs, unfit, evidence } = trial;
  return markup`<section id="trial-${id}"><h3>${title}</h3>
<p>${profile}, round ${round}: ${fault}. ${startedAt}, ${formatMs(tookMs)}.</p>
${unfit.map((reason) => markup`<p class="inconclusive">Inconclusive: ${reason}</p>`)}
${trial.discarded.map(({ reason, waitedMs }) => markup`<p>Started again before the fault after ${formatMs(waitedMs)}: ${reason}</p>`)}
${timelineSvg(trial)}
<table>${faultRow("fault", trial.injected)}${faultRow("heal", trial.healed)}
<tr><th>noise floor</th><td colspan="5">${formatMs(trial.noiseFloorMs)} (sender lag of the fastest probe, 99.9th percentile); ${machineOf(trial)}</td></tr></table>
${probesTable(trial)}
${trial.ledgers.map(ledgerLine)}
${trial.transitions.length === 0 ? undefined : markup`<details><summary>Where the time went</summary>${trial.transitions.map(waterfall)}</details>`}
<details><summary>Predictions and evidence</summary>${predictionsTable(trial)}
<p>Recording: <a href="${evidence.recording}"><code>${evidence.recording}</code></a>, SHA-256 <code>${evidence.recordingSha256}</code>;
record: <a href="${evidence.record}"><code>${evidence.record}</code></a>${evidence.captures.map(({ path }) => markup`; capture: <a href="${path}"><code>${path}</code></a>`)}.</p></details></section>
`;
}

function faultRow(name: string, moment: CertifiedTrial["injected"]): Markup {
  if (moment === undefined) return markup`<tr><th>${name}</th><td class="inconclusive">none</td></tr>`;
  const { afterInjectMs, uncertaintyMs, witnessed, witness } = moment;
  const how = witnessed ? "witnessed" : "not witnessed";
  return markup`<tr><th>${name}</th><td class="number">${formatMs(afterInjectMs)} ± ${formatMs(uncertaintyMs ?? Infinity)}</td>
<td colspan="4">${how}: ${witness}</td></tr>`;
}

function machineOf({ machine }: CertifiedTrial): string {
  const steal = machine.steal === undefined ? "" : `, steal ${(machine.steal * 100).toFixed(1)} %`;
  return `${machine.cores} cores, load ${machine.load1}${steal}`;
}

function probesTable({ probes }: CertifiedTrial): Markup {
  const rows = probes.map((probe) => {
    const lasted = probe.outages.map(
      ({ afterInjectMs, lasted: each, failed, outcomes }) =>
        markup`${formatDuration(durationOf(each))} from ${formatMs(afterInjectMs)} on, ${failed} failed (${Object.keys(outcomes).join(", ")})<br>`,
    );
    const slow =
      probe.brownOuts === 0 ? "" : `${probe.brownOuts}, ${formatDuration(durationOf(probe.brownOutTotal))}`;
    return markup`<tr><td>${probe.probe}</td><td>${probe.clientClass}: ${probe.journey}</td><td>every ${formatMs(probe.everyMs)}, deadline ${formatMs(probe.deadlineMs)}</td>
<td class="number">${probe.failed} of ${probe.samples}</td><td>${lasted.length === 0 ? "none" : lasted}</td><td>${slow}</td></tr>
`;
  });
  return markup`<table><thead><tr><th>probe</th><th>client</th><th>schedule</th><th>failed</th><th>outages</th><th>slow stretches</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function ledgerLine(ledger: CertifiedTrial["ledgers"][number]): Markup {
  const { probe, writes, stable, lost, duplicated, neverRead, indeterminate, tookEffect, rpo } = ledger;
  const kind = lost + duplicated > 0 ? "fail" : neverRead > 0 ? "inconclusive" : "pass";
  return markup`<p class="${kind}">Ledger of probe ${probe}: ${writes} writes, read back after the heal: ${stable} stable, ${lost} lost, ${duplicated} duplicated,
${neverRead} never read, ${indeterminate} never acknowledged (${tookEffect} of them took effect). RPO ${formatDuration(durationOf(rpo))}.</p>
`;
}

function predictionsTable({ predictions }: CertifiedTrial): Markup {
  const rows = predictions.map(
    ({ transition, subject, by, formula, source, note }) =>
      markup`<tr><td>${transition} of ${subject} by ${by}</td><td><code>${formula}</code></td><td>${source}${note === undefined ? "" : `. ${note}`}</td></tr>
`,
  );
  return markup`<table><thead><tr><th>prediction</th><th>formula</th><th>source</th></tr></thead><tbody>${rows}</tbody></table>`;
}
