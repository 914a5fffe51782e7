import type { Place } from "../source-text.ts";
import type { LintSubject } from "./subject.ts";

/**
 * error: a fault after which the service does not come back by itself, or a setting that is not in force as written.
 * warning: slower, or felt by more clients, than need be. note: good to know, or the configuration cannot tell.
 */
export type Severity = "error" | "warning" | "note";

/** What a rule has found. Texts carry no secrets: readers mask them. */
export interface Reported {
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong. */
  readonly message: string;
  /** Why it matters, in seconds or in who feels it. */
  readonly why: string;
  /** What to write instead. */
  readonly change: string;
  /** Where else to look: the other balancer's line. */
  readonly related?: readonly Place[];
}

export interface Finding extends Reported {
  readonly rule: string;
}

/** One thing that lint knows about. Pure: the same files give the same findings. */
export interface Rule {
  readonly id: string;
  /** For lists of rules: what a finding of it says. */
  readonly title: string;
  /** Where the knowledge comes from: source file and function, RFC, manual. */
  readonly source: string;
  readonly check: (subject: LintSubject) => readonly Reported[];
}
