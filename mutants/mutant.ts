import type { Stack } from "../src/lab/stack.ts";
import type { Budgets, CheckName } from "../src/verdict/expectation.ts";

/**
 * Where a mistake can be read. file: in the configuration that haproof is given, so its prediction is as bad as the stack, and
 * promise or budget must catch it. drift: a host runs another file than the one that was given. hidden: in no file. Of these two
 * the prediction knows nothing, and behaviour must catch them.
 */
export type Kind = "file" | "drift" | "hidden";

/** A stack with a mistake in it. Throws BAD_INPUT where what it changes is not there. */
export type Change = (stack: Stack) => Stack | Promise<Stack>;

/** By what a mutant must be caught. */
export type Catch =
  | {
      readonly kind: "judgement";
      readonly claim: string;
      readonly check: CheckName;
      /** The question that must be answered with fail, missed or REFUTED. */
      readonly question: "behaviour" | "budget" | "promise";
    }
  | {
      /** The harness refuses to measure, or to go on, because there is no steady state. */
      readonly kind: "refusal";
      /** The claim that is untrue of this stack before anything is broken, or when everything is healed. */
      readonly claim: string;
      /** What the refusal has to name. */
      readonly names: RegExp;
      readonly because: string;
    };

/** A deliberately broken stack of cosmian-kms, and what must notice it. */
export interface Mutant {
  /** Usable as a folder's name: "fall-30". */
  readonly name: string;
  /** The mistake, in a sentence. */
  readonly mistake: string;
  readonly kind: Kind;
  readonly profile: "published" | "tuned";
  /** The id of the scenario that is run. */
  readonly scenario: string;
  readonly change: Change;
  readonly caughtBy: Catch;
  /** What a user would ask for of the intended configuration, where no scenario does. */
  readonly budgets?: Budgets;
  /** Watch longer than the scenario does, in milliseconds: as long as a budget takes to be missed. */
  readonly watchMs?: number;
}
