import { Command, InvalidArgumentError } from "commander";
import { writeFile } from "node:fs/promises";
import { HarnessError } from "../errors.ts";
import { chooseFaults, faultSyntax, parseFault } from "../predict/fault-text.ts";
import { everyFault } from "../predict/model/every-fault.ts";
import { windowText } from "../predict/model/figures.ts";
import { caseOf, notesOn, readSetup } from "../predict/setup.ts";
import { measuredTrials, trialsUnder, type MeasuredTrial } from "../predict/simulate/measured-trials.ts";
import { pictureOf, type Drawing } from "../predict/simulate/picture.ts";
import { simulate, type Simulated } from "../predict/simulate/simulate.ts";
import { describeFault, type FaultPlan } from "../timeline/fault-plan.ts";
import { readOptions, sourceFiles } from "./predict.ts";

interface SimulateFlags {
  readonly fault: string;
  readonly holder?: string;
  readonly runs: number;
  readonly loss: number;
  readonly seed: number;
  readonly haproxyVersion?: string;
  readonly keepalivedVersion?: string;
  readonly json?: true;
  readonly svg?: string;
  readonly certificate?: string;
}

interface SimulatedFault {
  readonly plan: FaultPlan;
  readonly transitions: readonly Simulated[];
}

/** `haproof simulate FILE… --fault …`: how a failover is distributed inside its window, and what packet loss does. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("play a failover many times over: phases, jitter and packet loss at random")
    .argument("<file...>", "haproxy.cfg and keepalived.conf, as for predict")
    .requiredOption("--fault <fault>", `what breaks: ${faultSyntax}`)
    .option("--holder <host>", "who holds the VIPs when the fault comes (default: the highest priority)")
    .option("--runs <n>", "how often; 1e6 is fine", count, 100_000)
    .option("--loss <p>", "probability that a packet is lost, each by itself", probability, 0)
    .option(
      "--seed <n>",
      "the same seed plays the same runs (default: another one each time)",
      count,
      freshSeed(),
    )
    .option("--haproxy-version <version>", "the release of HAProxy (default: 2.6.12)")
    .option("--keepalived-version <version>", "the release of keepalived (default: 2.2.7)")
    .option("--svg <file>", "draw the distributions")
    .option("--certificate <file>", "draw the trials of this certificate.json into the picture")
    .option("--json", "for programs")
    .action(async (files: readonly string[], flags: SimulateFlags) => {
      const setup = readSetup(await sourceFiles(files), readOptions(flags));
      const plans = chooseFaults(parseFault(flags.fault), everyFault(setup.balancers));
      const faults = plans.map((plan): SimulatedFault => {
        const faultCase = caseOf(setup, plan, flags.holder);
        return { plan, transitions: simulate(setup.balancers, faultCase, flags) };
      });
      const trials = flags.certificate === undefined ? [] : await readTrials(flags.certificate);
      if (flags.svg !== undefined)
        await writeFile(flags.svg, pictureOf(faults.flatMap((fault) => drawings(fault, trials))));
      process.stdout.write(
        flags.json === true
          ? jsonText(faults, flags, trials)
          : personText(faults, flags, notesOn(setup, plans)),
      );
    });
}

async function readTrials(file: string): Promise<readonly MeasuredTrial[]> {
  const [{ text } = { text: "" }] = await sourceFiles([file]);
  try {
    return measuredTrials(JSON.parse(text));
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `${file} is not JSON`, { cause });
  }
}

function drawings(
  { plan, transitions }: SimulatedFault,
  trials: readonly MeasuredTrial[],
): readonly Drawing[] {
  return transitions.map(({ transition, subjects, window, distribution }) => ({
    title: `${transition} of ${subjects.join(", ")} under ${describeFault(plan)}`,
    histogram: distribution.histogram,
    percentilesMs: distribution.percentilesMs,
    window,
    measured: trialsUnder(trials, transition, window),
  }));
}

function personText(
  faults: readonly SimulatedFault[],
  { runs, loss, seed }: SimulateFlags,
  notes: readonly string[],
): string {
  const head = [...notes.map((note) => `note: ${note}`), `${runs} runs, loss ${loss}, seed ${seed}`];
  const body = faults.flatMap(({ plan, transitions }) => [
    "",
    describeFault(plan),
    ...(transitions.length === 0
      ? ["  nothing that surely happens: see haproof predict"]
      : transitions.flatMap(linesOf)),
  ]);
  return `${[...head, ...body].join("\n")}\n`;
}

function linesOf({
  transition,
  subjects,
  window,
  distribution,
  falseTakeovers,
}: Simulated): readonly string[] {
  const { p1, p5, p50, p95, p99, p99_9 } = distribution.percentilesMs;
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);
  const lines = [
    `  ${transition} of ${subjects.join(", ")}`,
    `    predicted ${windowText(window)}; simulated ${seconds(distribution.minMs)}–${seconds(distribution.maxMs)} s`,
    `    p1 ${seconds(p1)}  p5 ${seconds(p5)}  p50 ${seconds(p50)}  p95 ${seconds(p95)}  p99 ${seconds(p99)}  p99.9 ${seconds(p99_9)}`,
  ];
  if (falseTakeovers === undefined) return lines;
  const { perYear, lastMs } = falseTakeovers;
  return [
    ...lines,
    `    false takeovers: ${perYear.toPrecision(3)} a year, each ${seconds(lastMs)} s long (losses that come alone)`,
  ];
}

function jsonText(
  faults: readonly SimulatedFault[],
  { runs, loss, seed }: SimulateFlags,
  trials: readonly MeasuredTrial[],
): string {
  const plain = faults.map(({ plan, transitions }) => ({
    fault: plan,
    title: describeFault(plan),
    transitions: transitions.map((each) => ({
      ...each,
      measured: trialsUnder(trials, each.transition, each.window),
    })),
  }));
  return `${JSON.stringify({ format: "haproof-simulation/1", runs, loss, seed, faults: plain }, null, 2)}\n`;
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("expected a whole number above 0");
}

function probability(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError("expected a number from 0 to below 1");
}

function freshSeed(): number {
  return 1 + Math.floor(Math.random() * 1_000_000_000);
}
