import { grouped } from "../timeline/grouped.ts";
import { quantile } from "../timeline/quantile.ts";
import { holm, rankTest } from "../verdict/rank-test.ts";
import { shiftOf } from "../verdict/shift.ts";
import type { Certificate, CertifiedMeasure } from "./certificate.ts";

/** What is significant: one false alarm in twenty comparisons of certificates, however many measures they have (Holm). */
const significance = 0.05;

interface Sample {
  /** Trials that were fit; one that did not show it counts as slower than all that did. */
  readonly n: number;
  readonly notSeen: number;
  /** Of the middles of the intervals, in milliseconds; Infinity where most trials did not show it. */
  readonly medianMs: number;
}

/** One measure of one fault kind in two certificates. */
export interface MeasureDiff {
  readonly profile: string;
  readonly faultKind: string;
  readonly subject: string;
  readonly a: Sample;
  readonly b: Sample;
  /** How much slower B is; negative where it is faster. */
  readonly shiftMs: number;
  /** Bounds of its 95 % confidence interval, where n allows. */
  readonly lowerMs?: number;
  readonly upperMs?: number;
  /** Of the rank test, alone and adjusted for all the tests made (Holm). */
  readonly p: number;
  readonly adjustedP: number;
  /** Whether so many trials could show a difference at all. */
  readonly testable: boolean;
  readonly change: "slower" | "faster" | "not significant" | "too few" | "same";
}

/** What was measured in both certificates, compared by a rank test, and what only one of them has. */
export interface MeasureDiffs {
  readonly compared: readonly MeasureDiff[];
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
}

export function diffMeasures(a: Certificate, b: Certificate): MeasureDiffs {
  const [rowsA, rowsB] = [rowsOf(a), rowsOf(b)];
  const pairs = [...rowsA].flatMap(([key, row]) => {
    const other = rowsB.get(key);
    return other === undefined ? [] : [compared(row, other)];
  });
  const testable = pairs.filter((pair) => pair.testable);
  const adjusted = holm(testable.map(({ p }) => p));
  return {
    compared: pairs.map((pair) => decided(pair, adjusted[testable.indexOf(pair)])),
    onlyInA: [...rowsA.keys()].filter((key) => !rowsB.has(key)),
    onlyInB: [...rowsB.keys()].filter((key) => !rowsA.has(key)),
  };
}

interface Row {
  readonly profile: string;
  readonly faultKind: string;
  readonly subject: string;
  /** Trial → middle of what was measured. */
  readonly valueOf: ReadonlyMap<string, number>;
}

/** What was timed in fit trials, by what it is: several claims may ask the same measure of the same trial. */
function rowsOf({ claims, trials }: Certificate): ReadonlyMap<string, Row> {
  const unfit = new Set(trials.filter((trial) => trial.unfit.length > 0).map(({ id }) => id));
  const timed = claims.flatMap(({ profiles }) =>
    profiles.flatMap(({ profile, faultKinds }) =>
      faultKinds.flatMap(({ faultKind, measures }) =>
        measures.flatMap(({ subject, rounds }) =>
          rounds.flatMap((round) => {
            const value = unfit.has(round.trial) ? undefined : middleOf(round.measured);
            return value === undefined ? [] : [{ profile, faultKind, subject, trial: round.trial, value }];
          }),
        ),
      ),
    ),
  );
  const rows = grouped(timed, ({ profile, faultKind, subject }) => `${profile}, ${faultKind}: ${subject}`);
  return new Map(
    [...rows].map(([key, members]) => {
      const { profile, faultKind, subject } = members[0];
      const valueOf = new Map(members.map(({ trial, value }) => [trial, value]));
      return [key, { profile, faultKind, subject, valueOf }];
    }),
  );
}

function middleOf(measured: CertifiedMeasure["rounds"][number]["measured"]): number | undefined {
  if (measured === undefined || measured.kind === "condition") return undefined;
  if (measured.kind === "not-seen" || measured.took.maxMs === null) return Infinity;
  return (measured.took.minMs + measured.took.maxMs) / 2;
}

type Pair = Omit<MeasureDiff, "change" | "adjustedP">;

function compared(a: Row, b: Row): Pair {
  const [valuesA, valuesB] = [[...a.valueOf.values()], [...b.valueOf.values()]];
  const { by, lower, upper } = shiftOf(valuesA, valuesB);
  const { p, smallestP } = rankTest(valuesA, valuesB);
  const { profile, faultKind, subject } = a;
  return {
    ...{ profile, faultKind, subject },
    a: sampleOf(valuesA),
    b: sampleOf(valuesB),
    shiftMs: by,
    ...(lower === undefined ? {} : { lowerMs: lower }),
    ...(upper === undefined ? {} : { upperMs: upper }),
    p,
    testable: smallestP <= significance,
  };
}

function sampleOf(values: readonly number[]): Sample {
  return {
    n: values.length,
    notSeen: values.filter((value) => value === Infinity).length,
    medianMs: quantile(values, 0.5),
  };
}

function decided(pair: Pair, adjustedP = 1): MeasureDiff {
  return { ...pair, adjustedP, change: changeOf(pair, adjustedP) };
}

function changeOf({ a, b, shiftMs, testable }: Pair, adjustedP: number): MeasureDiff["change"] {
  if (shiftMs === 0 && a.medianMs === b.medianMs && a.notSeen === b.notSeen) return "same";
  if (!testable) return "too few";
  if (adjustedP > significance || shiftMs === 0) return "not significant";
  return shiftMs > 0 ? "slower" : "faster";
}
