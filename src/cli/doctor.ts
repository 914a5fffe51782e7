import { cpus } from "node:os";
import chalk from "chalk";
import { Command } from "commander";
import type Dockerode from "dockerode";
import { HarnessError, messageOf } from "../errors.ts";
import type { Engine } from "../lab/engine/engine.ts";
import { programPath } from "../lab/engine/installed.ts";
import { featuresByConfig, kernelFeatures } from "../lab/engine/kernel-features.ts";
import { probeKernel, type KernelProbe } from "../lab/engine/kernel-probe.ts";
import { freeBytes, kernelConfig, readKernel } from "../lab/engine/kernel-reading.ts";
import { enginePaths } from "../lab/engine/paths.ts";
import { seek, type NothingFound } from "../lab/engine/search.ts";
import { setupWish } from "../lab/engine/setup-rule.ts";
import { surroundings } from "../lab/engine/surroundings.ts";
import { baseReference } from "../lab/images/base.ts";
import { planImages } from "../lab/images/images.ts";
import { imageLabel, shortReference } from "../lab/images/present.ts";
import { labelled } from "../lab/labelled.ts";
import { livingRuns } from "../lab/living-runs.ts";
import { loadSystem, systemNames } from "../trial/systems.ts";
import {
  baseRow,
  diskRow,
  engineRows,
  featureRows,
  imagesRow,
  leftoversRow,
  machineRows,
  noEngineRow,
  type Leftovers,
  type Row,
} from "./doctor-rows.ts";

/** `haproof doctor`: what is there, what is missing, what to do. It installs, starts and builds nothing. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show what this machine has and lacks for running labs; changes nothing")
    .option("--json", "print the rows as JSON")
    .addHelpText("after", "\nExit codes: 0 the main job can run, 69 something that it needs is missing")
    .action(async ({ json = false }: { json?: boolean }) => {
      const rows = await examine();
      const ready = rows.every(({ status }) => status !== "missing");
      console.log(json ? JSON.stringify({ ready, rows }, undefined, 2) : table(rows, ready));
      if (!ready) process.exitCode = new HarnessError("FEATURE_MISSING", "not ready").exitCode;
    });
}

async function examine(): Promise<readonly Row[]> {
  const found = await seek(surroundings(process.env), enginePaths).catch(senseless);
  if (found.engine !== undefined) return [...engineRows(found.engine), ...(await engineSide(found.engine))];
  const here = process.platform === "linux" && found.rule.act !== "none";
  return [
    noEngineRow(found),
    ...(here ? featureRows(featuresByConfig(kernelConfig()), undefined) : []),
    ...machineRows(await readKernel(), cpus().length),
  ];
}

async function engineSide(engine: Engine): Promise<readonly Row[]> {
  const [images, wanted] = await Promise.all([engine.docker.listImages(), wantedImages()]);
  const references = ({ RepoTags }: Dockerode.ImageInfo): string[] => (RepoTags ?? []).map(shortReference);
  const present = images.flatMap(references);
  // Every host image stands on the one that brings nft and tc; the distribution's bare base does not.
  const host = images
    .filter(({ Labels }) => ![undefined, "debian"].includes((Labels as Labels | null)?.[imageLabel]))
    .flatMap(references)
    .find((reference) => wanted.includes(reference));
  const probe = host === undefined ? undefined : await probeKernel(engine, host).catch(failedProbe);
  const { NCPU, DockerRootDir } = (await engine.docker.info()) as { NCPU: number; DockerRootDir: string };
  const reading = probe?.reading ?? (engine.local ? await readKernel() : undefined);
  return [
    ...featureRows(
      probe?.features ?? featuresByConfig(engine.local ? kernelConfig() : undefined),
      probe?.freezer,
    ),
    ...machineRows(reading, NCPU),
    diskRow(engine.local ? freeBytes(DockerRootDir) : undefined, DockerRootDir),
    baseRow({ reference: baseReference(), present, canMake: canMakeBase() }),
    imagesRow(present, wanted),
    leftoversRow(await leftovers(engine)),
  ];
}

/** What the images of all systems would be called, made from the sources that are here. */
async function wantedImages(): Promise<readonly string[]> {
  const systems = await Promise.all((await systemNames()).map(loadSystem));
  const plans = await Promise.all(systems.map(async (system) => planImages(await system.images())));
  return [...new Set(plans.flat().map(({ reference }) => reference))];
}

/** An environment that names an engine which cannot be: a row like any other. */
function senseless(error: unknown): NothingFound {
  if (!(error instanceof HarnessError) || error.code !== "NO_ENGINE") throw error;
  return { tried: [error.message], rule: { act: "none", todo: "correct or unset it" }, marker: undefined };
}

type Labels = Readonly<Record<string, string>>;

/** A probe that broke is itself a finding: hosts would break the same way. */
function failedProbe(error: unknown): KernelProbe {
  const how = messageOf(error);
  const features = kernelFeatures.map(({ id }) => ({ id, works: undefined, how }));
  return { features, freezer: { id: "freezer", works: false, how }, reading: undefined };
}

function canMakeBase(): boolean {
  const machine = surroundings(process.env);
  if (programPath(machine, "mmdebstrap") !== undefined) return true;
  return (
    setupWish(process.env) !== "never" && machine.uid === 0 && programPath(machine, "apt-get") !== undefined
  );
}

async function leftovers(engine: Engine): Promise<Leftovers> {
  const things = await labelled(engine);
  const living = await livingRuns(engine, things);
  return {
    dead: things.filter(({ run }) => !living.has(run)).map(({ name }) => name),
    living: [...living],
  };
}

function table(rows: readonly Row[], ready: boolean): string {
  const colour = { ok: chalk.green, warn: chalk.yellow, missing: chalk.red } as const;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.flatMap(({ name, status, found, todo }) => [
    `${colour[status](status.padEnd("missing".length))}  ${name.padEnd(width)}  ${found}`,
    ...(todo === undefined ? [] : [`${" ".repeat("missing".length + width + 4)}→ ${todo}`]),
  ]);
  return [
    ...lines,
    "",
    ready ? "ready: the main job can run" : "not ready: see the rows marked missing",
  ].join("\n");
}
