import { Command } from "commander";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HarnessError } from "../errors.ts";
import { chooseFaults, faultSyntax, parseFault } from "../predict/fault-text.ts";
import { everyFault, everyImpairment } from "../predict/model/every-fault.ts";
import type { ReadOptions } from "../predict/model/read-balancers.ts";
import { caseOf, notesOn, readSetup, type Setup } from "../predict/setup.ts";
import { predict } from "../predict/predict.ts";
import type { Prediction } from "../predict/prediction.ts";
import type { SourceFile } from "../predict/source-text.ts";
import { explanation, failoverTable, type PredictedFault } from "../predict/table.ts";
import { describeFault } from "../timeline/fault-plan.ts";
import { includedFiles } from "./included-files.ts";

interface PredictFlags {
  readonly fault: readonly string[];
  readonly holder?: string;
  readonly haproxyVersion?: string;
  readonly keepalivedVersion?: string;
  readonly explain?: true;
  readonly json?: true;
}

/** `haproof predict FILE…`: what the files promise, without breaking anything. */
export function predictCommand(): Command {
  return new Command("predict")
    .description("say what failover will take, from haproxy.cfg and keepalived.conf alone")
    .argument(
      "<file...>",
      "haproxy.cfg and keepalived.conf, one or one per balancer, in any order, or folders of them",
    )
    .option("--fault <fault>", `only this fault: ${faultSyntax}; may be repeated`, collect, [])
    .option("--holder <host>", "who holds the VIPs when the fault comes (default: the highest priority)")
    .option("--haproxy-version <version>", "the release of HAProxy (default: 2.6.12)")
    .option("--keepalived-version <version>", "the release of keepalived (default: 2.2.7)")
    .option("--explain", "every window with its formula and source")
    .option("--json", "for programs")
    .action(async (files: readonly string[], flags: PredictFlags) => {
      const setup = readSetup(await sourceFiles(files), readOptions(flags));
      const faults = predictedFaults(setup, flags);
      process.stdout.write(flags.json === true ? jsonText(setup, faults) : personText(setup, faults, flags));
    });
}

/** Reads what the user named; a folder stands for its files. Throws BAD_INPUT for what cannot be read. */
export async function sourceFiles(names: readonly string[]): Promise<readonly SourceFile[]> {
  const files = await Promise.all(names.map(filesOf));
  return await Promise.all(files.flat().map(readOne));
}

/**
 * A folder's configuration files as HAProxy takes them for `-f`: in the order of the C locale, hidden ones left out; `.conf`
 * files, which are keepalived's, beside its `.cfg`.
 */
async function filesOf(name: string): Promise<readonly string[]> {
  const found = await stat(resolve(name)).catch(() => undefined);
  if (found?.isDirectory() !== true) return [name];
  const entries = await readdir(resolve(name));
  const files = entries.filter((entry) => !entry.startsWith(".") && /\.(?:cfg|conf)$/.test(entry)).sort();
  if (files.length > 0) return files.map((entry) => join(name, entry));
  throw new HarnessError("BAD_INPUT", `${name} has neither a .cfg nor a .conf file`);
}

async function readOne(name: string): Promise<SourceFile> {
  try {
    return { name, text: await readFile(resolve(name), "utf8") };
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `cannot read ${name}`, { cause });
  }
}

/** How the user's files are read: for these releases, with the environment and the included files of this machine. */
export function readOptions(flags: Pick<ReadOptions, "haproxyVersion" | "keepalivedVersion">): ReadOptions {
  const { haproxyVersion, keepalivedVersion } = flags;
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    ...(haproxyVersion === undefined ? {} : { haproxyVersion }),
    ...(keepalivedVersion === undefined ? {} : { keepalivedVersion }),
    env,
    include: includedFiles,
  };
}

/** An option that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function predictedFaults(setup: Setup, { fault, holder }: PredictFlags): readonly PredictedFault[] {
  const { balancers } = setup;
  const all = [...everyFault(balancers), ...everyImpairment(balancers)];
  const plans = fault.length === 0 ? all : fault.flatMap((text) => chooseFaults(parseFault(text), all));
  return plans.map((plan) => ({ plan, predictions: predict(balancers, caseOf(setup, plan, holder)) }));
}

function personText(setup: Setup, faults: readonly PredictedFault[], { explain }: PredictFlags): string {
  const remarks = notesOn(
    setup,
    faults.map(({ plan }) => plan),
  )
    .map((note) => `note: ${note}\n`)
    .join("");
  return `${remarks}${remarks === "" ? "" : "\n"}${explain === true ? explanation(faults) : failoverTable(faults)}\n`;
}

function jsonText(setup: Setup, faults: readonly PredictedFault[]): string {
  const notes = notesOn(
    setup,
    faults.map(({ plan }) => plan),
  );
  const plain = faults.map(({ plan, predictions }) => ({
    fault: plan,
    title: describeFault(plan),
    predictions: predictions.map(withoutInfinity),
  }));
  return `${JSON.stringify({ format: "haproof-predictions/1", notes, faults: plain }, null, 2)}\n`;
}

/** JSON has no Infinity: null stands for "without end", as in the certificate. */
function withoutInfinity({ window, ...rest }: Prediction): object {
  const finite = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);
  return { ...rest, window: { earliestMs: finite(window.earliestMs), latestMs: finite(window.latestMs) } };
}
