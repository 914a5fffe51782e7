import type { ClaimVerdict } from "./claim-verdict.ts";

/** 0 passed, 1 failed, 2 inconclusive; 64 and above are errors of the harness (src/errors.ts, docs/verdicts.md). */
export type VerdictExit = 0 | 1 | 2;

/**
 * What a program is told of a run. A refuted promise is a finding and not a failure, unless holding was required.
 * A run that judged nothing is inconclusive: a test of nothing must not pass.
 */
export function exitCodeOf(verdicts: readonly ClaimVerdict[], requireHolds: boolean): VerdictExit {
  const failed = verdicts.some(
    (verdict) =>
      verdict.behaviour === "fail" || verdict.budget === "missed" || (requireHolds && isRefuted(verdict)),
  );
  if (failed) return 1;
  const open = verdicts.some(
    ({ behaviour, budget }) => behaviour === "inconclusive" || budget === "inconclusive",
  );
  const judged = verdicts.some(({ behaviour }) => behaviour !== "not-judged");
  return open || !judged ? 2 : 0;
}

/** Refuted in any profile, by real software. Nothing that a stand-in of ours does refutes a vendor. */
function isRefuted({ claim, profiles }: ClaimVerdict): boolean {
  return claim.decidedBy === "real" && profiles.some(({ promise }) => promise === "REFUTED");
}
