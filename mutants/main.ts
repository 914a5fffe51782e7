import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { HarnessError } from "../src/errors.ts";
import { openSession } from "../src/trial/session.ts";
import { Turns } from "../src/trial/turns.ts";
import { loadScenarios, loadSystem } from "../src/trial/systems.ts";
import type { Outcome } from "./caught.ts";
import { mutantsNamed } from "./catalogue.ts";
import { runHealthy } from "./healthy.ts";
import { headLine, listed, outcomeLine } from "./lines.ts";
import { runMutant, type Ground } from "./run-mutant.ts";

interface Options {
  readonly list?: true;
  readonly healthy?: number;
  readonly jobs: number;
  readonly seed: string;
  readonly out: string;
}

const systemName = "cosmian-kms";
const say = (line: string): void => console.log(line);

/** `npm run mutants`: deliberately broken stacks, each of which must be caught; or healthy ones, which must not be. */
const program = new Command("mutants")
  .description("run deliberately broken stacks of cosmian-kms; each must be caught by a named claim")
  .argument("[name...]", "only these (default: all)")
  .option("--list", "say which there are, and run nothing")
  .option(
    "--healthy <n>",
    "run so many trials of the healthy stack in random order instead: no false alarm",
    parseCount,
  )
  .option("--jobs <n>", "mutants that may run side by side, each on a lab of its own", parseCount, 1)
  .option("--seed <text>", "order and phases, as a former run printed it", randomBytes(4).toString("hex"))
  .option("--out <folder>", "where evidence goes", "reports")
  .action(run);

async function run(names: readonly string[], { list, healthy, jobs, seed, out }: Options): Promise<void> {
  const chosen = mutantsNamed(names);
  if (list === true) {
    for (const mutant of chosen) say(listed(mutant));
    return;
  }
  const [system, scenarios] = await Promise.all([loadSystem(systemName), loadScenarios(systemName)]);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const session = await openSession(system, say);
  try {
    const dir = resolve(out, `mutants-${session.owner.run.replace("haproof-", "")}`);
    await mkdir(dir, { recursive: true });
    say(`seed ${seed}, evidence in ${dir}`);
    const ground: Ground = { system, scenarios, dir, shared: { ...session, seed, signal: stop.signal } };
    process.exitCode =
      healthy === undefined ? await hunt(chosen, jobs, ground) : await control(healthy, ground);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await session.close();
  }
}

/** 0: all were caught. 1: one was missed. 2: none was missed, but the machine or the proof was not good enough for one. */
async function hunt(chosen: ReturnType<typeof mutantsNamed>, jobs: number, ground: Ground): Promise<number> {
  const turns = new Turns(jobs);
  say(headLine());
  const ended = await Promise.allSettled(
    chosen.map((mutant) =>
      turns.take(async () => {
        ground.shared.signal?.throwIfAborted();
        const began = performance.now();
        const outcome = await runMutant(mutant, ground);
        say(outcomeLine(mutant, outcome, performance.now() - began));
        return outcome;
      }),
    ),
  );
  const outcomes = ended.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
  const counted = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  const unsure = counted("inconclusive");
  say(
    `${counted("caught")} caught, ${counted("missed")} missed${unsure === 0 ? "" : `, ${unsure} inconclusive`}`,
  );
  return counted("missed") > 0 ? 1 : unsure > 0 ? 2 : 0;
}

async function control(trials: number, ground: Ground): Promise<number> {
  const { falseAlarms, inconclusive, ...done } = await runHealthy(trials, ground, say);
  say(`${done.trials} healthy trials: ${falseAlarms} false alarms, ${inconclusive} inconclusive`);
  return falseAlarms > 0 ? 1 : inconclusive > 0 || done.trials < trials ? 2 : 0;
}

function parseCount(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new HarnessError("BAD_INPUT", `${value}: expected a number from 1`);
  return Number(value);
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof DOMException && error.name === "AbortError") {
    console.error("mutants: interrupted; every lab is gone");
    process.exitCode = 130;
    return;
  }
  const known = error instanceof HarnessError;
  const details =
    known && Object.keys(error.details).length > 0 ? `\n${JSON.stringify(error.details, null, 2)}` : "";
  console.error(known ? `mutants: ${error.message}${details}` : error);
  process.exitCode = known ? error.exitCode : 70;
});
