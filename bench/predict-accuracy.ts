import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../src/errors.ts";
import { readTrial } from "../src/report/evidence.ts";
import type { Prediction } from "../src/predict/prediction.ts";
import { grouped } from "../src/timeline/grouped.ts";
import type { Claim } from "../src/verdict/claim.ts";
import { judgeTrial } from "../src/verdict/judge.ts";
import type { Judgement } from "../src/verdict/judgement.ts";
import type { TrialResult } from "../src/verdict/trial-record.ts";

/** A window is held against what was measured in it from this many phases on; fewer say nothing about its width. */
const sweep = 20;

/** One transition as it was predicted and as it came; the trial and the run tell two of a kind apart. */
export interface Compared {
  readonly trial: string;
  readonly profile: string;
  readonly prediction: Prediction;
  readonly verdict: Judgement["behaviour"];
  readonly reasons: readonly string[];
  /** From – to, in milliseconds; absent where it was not seen. */
  readonly tookMs?: { readonly minMs: number; readonly maxMs: number };
}

/** How often predictions came true. */
export interface Coverage {
  readonly inside: number;
  readonly outside: readonly Compared[];
  /** The recording could not decide: an unfit trial, or a measurement that straddles a bound. */
  readonly undecided: number;
  /** Never, as predicted. */
  readonly never: number;
}

/** One window with all that was measured under it. */
export interface Tightness {
  readonly profile: string;
  readonly prediction: Prediction;
  readonly measured: number;
  readonly widthMs: number;
  readonly spanMs: number;
  /** No wider than the measured span × 1.3 + 100 ms; undefined with fewer measurements than a sweep has. */
  readonly tight?: boolean;
}

/** Every transition of a trial that was predicted and could be judged, once however many claims it served. */
export function comparisonsOf(trial: TrialResult, run: string): readonly Compared[] {
  const ids = [...new Set(trial.record.expectations.map(({ claim }) => claim))];
  const asPredicted = trial.record.expectations.filter(({ expect }) => expect.kind === "as-predicted");
  const asked = { ...trial, record: { ...trial.record, expectations: asPredicted } };
  const found = judgeTrial(asked, { claims: ids.map(claimCalled) }).flatMap((judgement): Compared[] => {
    const { prediction, measured, behaviour: verdict, profile, reasons } = judgement;
    if (prediction === undefined) return [];
    const name = `${run}/${trial.record.id}`;
    const seen = measured?.kind === "seen" ? { tookMs: measured.tookMs } : {};
    return [{ trial: name, profile, prediction, verdict, reasons, ...seen }];
  });
  return [...new Map(found.map((each) => [JSON.stringify([each.trial, each.prediction]), each])).values()];
}

export function coverageOf(all: readonly Compared[]): Coverage {
  const passed = all.filter(({ verdict }) => verdict === "pass");
  return {
    inside: passed.filter(({ tookMs }) => tookMs !== undefined).length,
    never: passed.filter(({ tookMs }) => tookMs === undefined).length,
    outside: all.filter(({ verdict }) => verdict === "fail"),
    undecided: all.filter(({ verdict }) => verdict === "inconclusive").length,
  };
}

/** The windows under which something was measured, widest measured first. A certain instant has no width to be held against. */
export function tightnessOf(all: readonly Compared[]): readonly Tightness[] {
  const judged = all.filter(({ verdict, tookMs, prediction }) => {
    const { earliestMs, latestMs } = prediction.window;
    return verdict === "pass" && tookMs !== undefined && Number.isFinite(latestMs) && latestMs > earliestMs;
  });
  const alike = ({ profile, prediction: { transition, formula, window } }: Compared): string =>
    JSON.stringify([profile, transition, formula, window]);
  return [...grouped(judged, alike).values()]
    .map(widthAgainstSpan)
    .sort((one, other) => other.measured - one.measured);
}

function widthAgainstSpan(all: readonly [Compared, ...Compared[]]): Tightness {
  const [{ profile, prediction }] = all;
  const took = all.flatMap(({ tookMs }) => tookMs ?? []);
  const spanMs = Math.max(...took.map(({ maxMs }) => maxMs)) - Math.min(...took.map(({ minMs }) => minMs));
  const widthMs = prediction.window.latestMs - prediction.window.earliestMs;
  const row = { profile, prediction, measured: took.length, widthMs, spanMs };
  return took.length < sweep ? row : { ...row, tight: widthMs <= spanMs * 1.3 + 100 };
}

/** Only ids matter here: what a document promises is no question of a prediction. */
function claimCalled(id: string): Claim {
  return {
    id,
    system: "",
    text: "",
    source: "",
    promise: { kind: "happens" },
    decidedBy: "real",
    profiles: [],
  };
}

/** Prints coverage and tightness of the predictions in every run below the reports folder. */
export async function predictAccuracy(
  folder = fileURLToPath(new URL("../reports", import.meta.url)),
): Promise<void> {
  const { compared, trials, unread } = await readRuns(folder);
  console.log(`Predictions against ${trials} stored trials below ${folder}`);
  for (const why of unread) console.log(`  not read: ${why}`);
  if (trials === 0) {
    console.log("  none is there: run `haproof certify` first");
    return;
  }
  const { inside, outside, undecided, never } = coverageOf(compared);
  const decided = inside + outside.length;
  const share = decided === 0 ? "nothing measured" : `${((100 * inside) / decided).toFixed(1)} %`;
  console.log(
    `  coverage: ${inside} of ${decided} measured transitions inside their windows (${share}, goal 100 %)`,
  );
  console.log(`  never, as predicted: ${never}; undecided by their recordings: ${undecided}`);
  for (const { trial, prediction, reasons } of outside)
    console.log(`  MISS ${trial}: ${prediction.transition} of ${prediction.subject}: ${reasons.join("; ")}`);
  printTightness(tightnessOf(compared));
}

function printTightness(rows: readonly Tightness[]): void {
  const enough = rows.filter(({ tight }) => tight !== undefined);
  const tight = enough.filter((row) => row.tight === true).length;
  console.log(
    `  tightness: ${tight} of ${enough.length} windows no wider than the span of ${sweep} phases × 1.3 + 100 ms`,
  );
  for (const { profile, prediction, measured, widthMs, spanMs, tight: fits } of rows) {
    const verdict = fits === undefined ? `too few, needs ${sweep}` : fits ? "tight" : "TOO WIDE";
    const { transition, knob } = prediction;
    console.log(
      `    ${profile} ${transition} (${knob}): window ${widthMs.toFixed(0)} ms, measured span ${spanMs.toFixed(0)} ms, n = ${measured}: ${verdict}`,
    );
  }
}

async function readRuns(
  folder: string,
): Promise<{ compared: readonly Compared[]; trials: number; unread: readonly string[] }> {
  const compared: Compared[] = [];
  const unread: string[] = [];
  let trials = 0;
  for (const run of await foldersIn(folder)) {
    const dir = join(folder, run);
    const files = await readdir(join(dir, "trials")).catch(() => []);
    for (const file of files.filter((name) => name.endsWith(".json"))) {
      try {
        compared.push(...comparisonsOf(await readTrial(dir, file.slice(0, -".json".length)), run));
        trials += 1;
      } catch (error) {
        unread.push(`${run}/${file}: ${messageOf(error)}`);
      }
    }
  }
  return { compared, trials, unread };
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
