import { formatMs } from "../timeline/duration.ts";
import { quantile } from "../timeline/quantile.ts";
import { holm, rankTest } from "../verdict/rank-test.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import type { CertifiedClaim, CertifiedTrial } from "./certificate.ts";

/** Below so many values on a side, a difference of location could not be shown whatever they were. */
const fewest = 4;
const significant = 0.05;

interface Halves {
  readonly title: string;
  readonly profile: string;
  readonly early: readonly number[];
  readonly late: readonly number[];
}

/**
 * Whether the later half of the rounds was slower or faster than the earlier: a lab that is brought back to steady state between
 * trials, and not made anew, might carry something over. The rank-sum test of `rankTest`, adjusted by `holm` for as many measures as
 * were looked at. Returns what is significant, or one note that nothing is; nothing where there were too few rounds to tell.
 */
export function driftOf(
  claims: readonly CertifiedClaim[],
  trials: readonly CertifiedTrial[],
): readonly RunFinding[] {
  const order = new Map(trials.map(({ id }, at) => [id, at]));
  const measures = halvesOf(claims, order).filter(
    ({ early, late }) => early.length >= fewest && late.length >= fewest,
  );
  if (measures.length === 0) return [];
  const ps = holm(measures.map(({ early, late }) => rankTest(early, late).p));
  const drifted = measures.flatMap(({ title, profile, early, late }, at) => {
    const p = ps[at] ?? 1;
    if (p > significant) return [];
    const detail = `median ${formatMs(quantile(early, 0.5))} in the first half of the rounds, ${formatMs(quantile(late, 0.5))} in the second (rank-sum test, p = ${p.toPrecision(2)} after Holm)`;
    return [{ title: `drift: ${title}`, detail, profile }];
  });
  const detail = `the later half of the rounds differs from the earlier in none of ${measures.length} measures (rank-sum test with Holm's adjustment)`;
  return drifted.length > 0 ? drifted : [{ title: "no drift between the first trials and the last", detail }];
}

function halvesOf(claims: readonly CertifiedClaim[], order: ReadonlyMap<string, number>): readonly Halves[] {
  const seen = new Set<string>();
  return claims.flatMap(({ profiles }) =>
    profiles.flatMap(({ profile, faultKinds }) =>
      faultKinds.flatMap(({ faultKind, measures }) =>
        measures.flatMap(({ subject, rounds }) => {
          const title = `${subject}, ${faultKind}`;
          // Several claims ask the same of the same trials.
          if (seen.has(`${profile} ${title}`)) return [];
          seen.add(`${profile} ${title}`);
          const values = rounds
            .filter(({ behaviour }) => behaviour !== "inconclusive")
            .sort((a, b) => (order.get(a.trial) ?? 0) - (order.get(b.trial) ?? 0))
            .flatMap(({ measured }) =>
              measured?.kind === "seen"
                ? [(measured.took.minMs + (measured.took.maxMs ?? measured.took.minMs)) / 2]
                : [],
            );
          const half = Math.floor(values.length / 2);
          return [
            { title, profile, early: values.slice(0, half), late: values.slice(-half || values.length) },
          ];
        }),
      ),
    ),
  );
}
