import type { Draft } from "./draft.ts";
import type { Aspect, Shortfall } from "./shortfall.ts";
import type { Targets } from "./targets.ts";

/** One thing to change, in all files that it takes. */
export interface Change {
  readonly id: string;
  /** The settings as they are written: "vrrp_version 3, advert_int 0.5". */
  readonly title: string;
  readonly apply: (draft: Draft) => Draft;
  /** What it costs: sentences with figures. */
  readonly prices: (before: Draft, after: Draft, targets: Targets) => readonly string[];
}

/** One kind of change: which shortfalls it is for, and its alternatives, the mildest first. */
export interface Remedy {
  readonly aspects: readonly Aspect[];
  readonly concerns: (shortfall: Shortfall) => boolean;
  readonly alternatives: (draft: Draft, targets: Targets) => readonly Change[];
}
