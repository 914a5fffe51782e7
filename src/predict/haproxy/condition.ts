import type { Environment } from "./environment.ts";
import { predicates } from "./predicates.ts";

/** What a condition of `.if` can ask for. */
export interface ConditionFacts {
  readonly environment: Environment;
  /** "2.6.12" or "2.6". */
  readonly version: string;
  /** Names after "+" in the feature list of `haproxy -vv`. */
  readonly features: readonly string[];
  /** "3.0.17". */
  readonly opensslVersion: string;
}

/** HAProxy's MAX_CFG_RECURSION. */
const maxDepth = 1024;
const escapes = new Map(
  Object.entries({ "\\": "\\", " ": " ", '"': '"', "'": "'", r: "\r", n: "\n", t: "\t" }),
);

/**
 * Evaluates the condition of `.if` and `.elif` (HAProxy, src/cfgcond.c): terms joined by && and ||, negated by !, in
 * parentheses; a term is a number or a predicate. An empty condition is false. `fail` makes the error for a
 * condition that does not read, from an offset into it and what would fit there.
 */
export function evaluateCondition(
  text: string,
  facts: ConditionFacts,
  fail: (at: number, expected: string) => Error,
): boolean {
  return text === "" ? false : new ConditionParser(text, facts, fail).whole();
}

class ConditionParser {
  readonly #text: string;
  readonly #facts: ConditionFacts;
  readonly #fail: (at: number, expected: string) => Error;
  #at = 0;

  constructor(text: string, facts: ConditionFacts, fail: (at: number, expected: string) => Error) {
    this.#text = text;
    this.#facts = facts;
    this.#fail = fail;
  }

  whole(): boolean {
    const value = this.#either(maxDepth);
    this.#skip(/[ \t]*/y);
    if (this.#at < this.#text.length) throw this.#fail(this.#at, "&&, || or the end of the condition");
    return value;
  }

  #either(depth: number): boolean {
    let value = this.#both(depth - 1);
    for (let left = depth - 1; this.#skip(/[ \t]*\|\|[ \t]*/y) !== ""; left -= 1) {
      const right = this.#both(left - 1);
      value ||= right;
    }
    return value;
  }

  #both(depth: number): boolean {
    let value = this.#term(depth - 1);
    for (let left = depth - 1; this.#skip(/[ \t]*&&[ \t]*/y) !== ""; left -= 1) {
      const right = this.#term(left - 1);
      value &&= right;
    }
    return value;
  }

  #term(depth: number): boolean {
    if (depth <= 0) throw this.#fail(this.#at, `a condition of at most ${maxDepth} steps`);
    this.#skip(/[ \t]*/y);
    let negated = false;
    while (this.#skip(/![ \t]*/y) !== "") negated = !negated;
    return this.#plainTerm(depth) !== negated;
  }

  #plainTerm(depth: number): boolean {
    const number = this.#skip(/[+-]?(?:0x[\da-f]+|\d+)/iy);
    if (number !== "") return /[1-9a-f]/i.test(number.replace(/0x/i, ""));
    if (this.#skip(/\([ \t]*/y) === "") return this.#predicate();
    const value = this.#either(depth - 1);
    this.#skip(/[ \t]*/y);
    if (this.#skip(/\)[ \t]*/y) === "") throw this.#fail(this.#at, "a closing parenthesis");
    return value;
  }

  #predicate(): boolean {
    const from = this.#at;
    const predicate = predicates.get(this.#skip(/[^ (]*/y));
    if (predicate === undefined) {
      throw this.#fail(from, "a number, a parenthesis or one of " + [...predicates.keys()].join(", "));
    }
    const given = this.#arguments(predicate.arguments);
    if (given.length < predicate.arguments) {
      throw this.#fail(this.#at, `${predicate.arguments} argument(s) in parentheses`);
    }
    return predicate.holds(this.#facts, given);
  }

  #arguments(most: number): readonly string[] {
    if (this.#skip(/\(/y) === "") return [];
    const given = [this.#argument()];
    while (given.length < most && this.#skip(/,/y) !== "") given.push(this.#argument());
    if (this.#skip(/\)/y) === "") throw this.#fail(this.#at, "a closing parenthesis");
    return given;
  }

  /** Up to a comma or parenthesis that no quotes hide (`make_arg_list`, src/arg.c). */
  #argument(): string {
    let value = "";
    let quote = "";
    for (; this.#at < this.#text.length; this.#at += 1) {
      const next = this.#text[this.#at] ?? "";
      if (quote === "" && (next === "," || next === ")")) break;
      if (next === quote) quote = "";
      else if (quote === "" && (next === '"' || next === "'")) quote = next;
      else if (next === "\\" && quote !== "'") value += this.#escape();
      else value += next;
    }
    return value;
  }

  #escape(): string {
    const value = escapes.get(this.#text[this.#at + 1] ?? "");
    if (value === undefined) return "\\";
    this.#at += 1;
    return value;
  }

  #skip(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const skipped = sticky.exec(this.#text)?.[0] ?? "";
    this.#at += skipped.length;
    return skipped;
  }
}
