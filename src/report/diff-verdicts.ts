import type { Certificate } from "./certificate.ts";

/** An answer that is not the same in two certificates; absent on the side that did not ask. */
export interface VerdictDiff {
  /** "KMS-36", or "KMS-36 tuned, host-loss" for one fault kind of it. */
  readonly where: string;
  readonly question: "behaviour" | "promise" | "budget";
  readonly a?: string;
  readonly b?: string;
  /** `open`: B does not say any more what A said. `new`: A did not say it. */
  readonly change: "worse" | "better" | "open" | "new";
}

type Answers = ReadonlyMap<string, string>;

export function diffVerdicts(a: Certificate, b: Certificate): readonly VerdictDiff[] {
  const [answersA, answersB] = [answersOf(a), answersOf(b)];
  return [...new Set([...answersA.keys(), ...answersB.keys()])].flatMap((key) => {
    const [was, is] = [answersA.get(key), answersB.get(key)];
    if (was === is) return [];
    const { where, question } = JSON.parse(key) as Pick<VerdictDiff, "where" | "question">;
    return {
      ...{ where, question },
      ...(was === undefined ? {} : { a: was }),
      ...(is === undefined ? {} : { b: is }),
      change: changeOf(was, is),
    };
  });
}

interface Verdicts {
  readonly behaviour: string;
  readonly promise: string;
  readonly budget?: string | undefined;
}

/** Every answer of a certificate that says something, of claims and of their fault kinds. */
function answersOf({ claims }: Certificate): Answers {
  const answers = new Map<string, string>();
  const enter = (where: string, { behaviour, promise, budget }: Verdicts): void => {
    for (const [question, answer] of Object.entries({ behaviour, promise, budget })) {
      if (answer !== undefined && answer !== "not-judged" && answer !== "NOT APPLICABLE")
        answers.set(JSON.stringify({ where, question }), answer);
    }
  };
  for (const claim of claims) {
    enter(claim.id, claim);
    for (const { profile, faultKinds } of claim.profiles)
      for (const each of faultKinds) enter(`${claim.id} ${profile}, ${each.faultKind}`, each);
  }
  return answers;
}

/** From what is known to be broken, over what is not known, to what is well. */
const order: readonly (readonly string[])[] = [
  ["fail", "missed", "REFUTED"],
  ["GAP"],
  ["inconclusive", "UNDECIDED"],
  ["MODELLED", "HOLDS WITH TUNING"],
  ["pass", "met", "HOLDS"],
];
const unknown = 2;

function changeOf(was: string | undefined, is: string | undefined): VerdictDiff["change"] {
  if (is === undefined) return "open";
  if (was === undefined) return "new";
  const [before, after] = [was, is].map((answer) => order.findIndex((group) => group.includes(answer)));
  if (before === undefined || after === undefined || after === unknown) return "open";
  return after < before ? "worse" : "better";
}
