import type { Outcome } from "./caught.ts";
import type { Catch, Mutant } from "./mutant.ts";

const widths = { verdict: 12, seconds: 6, name: 28, caughtBy: 28 };

/** The head of the table that `outcomeLine` continues. */
export function headLine(): string {
  return row(["", "s", "mutant", "to be caught by", "what was measured"]);
}

/** One mutant's row: verdict, seconds, name, by what it had to be caught, and what was measured. */
export function outcomeLine(
  { name, caughtBy }: Mutant,
  { verdict, evidence }: Outcome,
  tookMs: number,
): string {
  const shown = verdict === "caught" ? verdict : verdict.toUpperCase();
  return row([shown, (tookMs / 1000).toFixed(0), name, catchText(caughtBy), evidence]);
}

/** A mutant as `--list` shows it. */
export function listed({ name, kind, mistake, profile, scenario, caughtBy }: Mutant): string {
  return `${name} (${kind})\n  ${mistake}\n  ${scenario} in ${profile}, to be caught by ${catchText(caughtBy)}`;
}

/** "KMS-44 outage, budget"; "KMS-04, refused". */
export function catchText(caughtBy: Catch): string {
  return caughtBy.kind === "refusal"
    ? `${caughtBy.claim}, refused`
    : `${caughtBy.claim} ${caughtBy.check}, ${caughtBy.question}`;
}

function row([
  verdict = "",
  seconds = "",
  name = "",
  caughtBy = "",
  evidence = "",
]: readonly string[]): string {
  return [
    verdict.padEnd(widths.verdict),
    seconds.padStart(widths.seconds),
    ` ${name.padEnd(widths.name)}`,
    caughtBy.padEnd(widths.caughtBy),
    evidence,
  ].join(" ");
}
