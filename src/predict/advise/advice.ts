import type { Finding } from "../lint/finding.ts";
import type { Effect, Shortfall } from "./shortfall.ts";
import type { Targets } from "./targets.ts";
import type { ChangedFile } from "./unified-diff.ts";

/** One change with its reason and its price. */
export interface AdvisedChange {
  readonly id: string;
  readonly title: string;
  /** What it brings below its target; empty where it takes effect together with a later one. */
  readonly meets: readonly Shortfall[];
  readonly prices: readonly string[];
  /** The files that it changes. */
  readonly files: readonly string[];
}

/** What to change in a user's files, and what comes of it. Holds whole files: never print it as it is. */
export interface Advice {
  readonly targets: Targets;
  /** What was assumed, as for predictions. */
  readonly notes: readonly string[];
  /** What the user's files do not meet. */
  readonly before: readonly Shortfall[];
  readonly changes: readonly AdvisedChange[];
  /** Every effect with the changes made. */
  readonly effects: readonly Effect[];
  /** What the changed files still do not meet. */
  readonly missing: readonly Shortfall[];
  /** Why it cannot be met by a change that a program may make, and what a person could do. */
  readonly obstacles: readonly string[];
  /** What these files cannot see, whatever is changed: in sentences. */
  readonly unseen: readonly string[];
  /** Lines that would have to be changed and may not be by a program: "file:line: reason". */
  readonly byHand: readonly string[];
  /** What lint would call an error in the changed files only. */
  readonly newErrors: readonly Finding[];
  readonly files: readonly ChangedFile[];
}
