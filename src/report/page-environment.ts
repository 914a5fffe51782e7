import { formatMs } from "../timeline/duration.ts";
import type { Certificate } from "./certificate.ts";
import { markup, type Markup } from "./markup.ts";
import { topologySvg } from "./topology-svg.ts";

/** What it ran on, what ran there, and how noisy it was. */
export function environmentSection(certificate: Certificate): Markup {
  const { harness, environment, images, standIns, budgets } = certificate;
  const facts = {
    haproof: `${harness.version}${harness.commit === undefined ? "" : ` (${harness.commit})`}`,
    seed: harness.seed,
    ...environment,
    ...Object.fromEntries(Object.entries(budgets).map(([check, ms]) => [`budget: ${check}`, formatMs(ms)])),
  };
  return markup`<section id="environment"><h2>Environment</h2>
<table>${Object.entries(facts).map(([name, value]) => markup`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
${imagesTable(images)}
<h3>Stand-ins</h3>${standIns.length === 0 ? markup`<p>None.</p>` : markup`<ul>${standIns.map((each) => markup`<li>${each}</li>`)}</ul>`}
${noiseTable(certificate)}</section>`;
}

/** What was under test: who is where, and each configuration file with its digest. */
export function profilesSection({ profiles }: Certificate): Markup {
  return markup`<section id="profiles"><h2>What was under test</h2>${profiles.map(
    ({ name, description, topology, files }) => markup`<h3>${name}</h3><p>${description}</p>
${topology === undefined ? undefined : markup`<div class="wide">${topologySvg(topology)}</div>`}
${files.map(fileBlock)}`,
  )}
<p>Digests are SHA-256 of the files as they were written; what is shown has its secrets masked.</p></section>`;
}

/** How anybody can do it again, and check it. */
export function reproduceSection({ run, system, harness }: Certificate): Markup {
  const folder = `reports/${system}-${run.replace(/^haproof-/, "")}`;
  const commands = [
    ["compute it again from the evidence", `haproof recompute ${folder}`],
    ["run it again, with the same phases", harness.replay],
    ["compare with another run", `haproof diff ${folder} <other>`],
    ["where it was signed: is it still what was signed?", `haproof verify ${folder} --key <public key>`],
  ];
  return markup`<section id="reproduce"><h2>How to reproduce</h2>
<table>${commands.map(([what, command]) => markup`<tr><th>${what}</th><td><code>${command}</code></td></tr>`)}</table></section>`;
}

function imagesTable(images: Certificate["images"]): Markup | undefined {
  if (images.length === 0) return undefined;
  const rows = images.map(
    ({ name, reference, id }) =>
      markup`<tr><td>${name}</td><td>${reference}</td><td><code>${id}</code></td></tr>`,
  );
  return markup`<details><summary>Images</summary><table>${rows}</table></details>`;
}

function fileBlock({ path, sha256, text }: Certificate["profiles"][number]["files"][number]): Markup {
  if (text === undefined) return markup`<p>${path}: <code>${sha256}</code></p>`;
  return markup`<details><summary>${path} <code>${sha256}</code></summary><pre>${text}</pre></details>`;
}

function noiseTable({ trials }: Certificate): Markup {
  const rows = trials.map(({ id, noiseFloorMs, machine, discarded, unfit }) => {
    const steal = machine.steal === undefined ? "" : `${(machine.steal * 100).toFixed(1)} %`;
    return markup`<tr><td><a href="#trial-${id}">${id}</a></td><td class="number">${formatMs(noiseFloorMs)}</td><td>${machine.load1}</td><td>${steal}</td><td>${discarded.length}</td><td class="${unfit.length === 0 ? "pass" : "inconclusive"}">${unfit.length === 0 ? "fit" : "unfit"}</td></tr>
`;
  });
  return markup`<details><summary>Noise</summary><table><thead><tr><th>trial</th><th>noise floor</th><th>load</th><th>steal</th><th>started again</th><th></th></tr></thead><tbody>${rows}</tbody></table></details>`;
}
