/**
 * What a document promises about one transition or condition, where it can be held against a measurement.
 * at-latest: a number. happens: it comes, no number given. never: it does not come. holds: a condition is true.
 * silent: the document says nothing, or the set-up cannot see it; what is measured then is a GAP, with the reason.
 */
export type Promised =
  | { readonly kind: "at-latest"; readonly latestMs: number }
  | { readonly kind: "happens" }
  | { readonly kind: "never" }
  | { readonly kind: "holds" }
  | { readonly kind: "silent"; readonly because: string };

/**
 * One promise of one document. Its verdict is computed from the measurements of all trials that serve it
 * (`Expectation.claim`): one trial serves many claims, one claim is served by many trials.
 */
export interface Claim {
  /** "KMS-44". */
  readonly id: string;
  readonly system: string;
  /** The promise in the document's own words, or close to them. */
  readonly text: string;
  /** Document and section, so that a reader can look it up. */
  readonly source: string;
  readonly promise: Promised;
  /** `model`: a stand-in of ours decides it; such a claim is reported MODELLED, never HOLDS. */
  readonly decidedBy: "real" | "model";
  /** The role of the stand-in that decides it: with the user's image in that role, real software does. */
  readonly standIn?: string;
  /** The profiles in which it is asked. */
  readonly profiles: readonly string[];
}

/** A promise in a few words, for tables: "≤ 2.00 s", "never". */
export function describePromise(promise: Promised): string {
  switch (promise.kind) {
    case "at-latest":
      return `≤ ${(promise.latestMs / 1000).toFixed(2)} s`;
    case "happens":
      return "happens, no time given";
    case "never":
      return "never";
    case "holds":
      return "holds";
    case "silent":
      return `silent: ${promise.because}`;
  }
}
