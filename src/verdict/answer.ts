/** An answer to one of the three questions, with what a reader has to know to accept it. */
export interface Answer<Verdict> {
  readonly verdict: Verdict;
  /** Empty where the answer speaks for itself. */
  readonly reasons: readonly string[];
}

export function answer<Verdict>(verdict: Verdict, ...reasons: readonly string[]): Answer<Verdict> {
  return { verdict, reasons };
}
