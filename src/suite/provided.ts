/** What the global set-up tells the tests: where the trials' evidence appears, and which trial serves which scenario. */
export interface Provided {
  /** System → folder of its run. */
  readonly folders: Readonly<Record<string, string>>;
  /** System → names of its profiles. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  /** "<profile> <scenario>" → trial. */
  readonly trialOf: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    haproof: Provided;
  }
}

/** Written into a run's folder when the run itself came to grief, so that no test waits for trials that never come. */
export const failureFile = "failed.json";
