import { Command } from "commander";
import { diffCertificates } from "../report/diff.ts";
import { diffText } from "../report/diff-text.ts";
import { readCertificate } from "../report/read-certificate.ts";
import { certifiedBound } from "../report/certified-figure.ts";

/** `haproof diff A B`: what got slower or faster from one certificate to another, and what else changed. */
export function diffCommand(): Command {
  return new Command("diff")
    .description(
      "compare two certificates: what got slower or faster and whether that is significant, which verdicts and digests changed",
    )
    .argument("<a>", "the earlier one: a run's folder, or its certificate.json")
    .argument("<b>", "the later one")
    .option("--all", "also the measures of which nothing can be said")
    .option("--json", "for a program")
    .addHelpText(
      "after",
      "\nexit code: 0 nothing got worse; 1 a verdict got worse or something is significantly slower; 2 it cannot be told",
    )
    .action(async (a: string, b: string, { all = false, json }: { all?: boolean; json?: boolean }) => {
      const diff = diffCertificates(await readCertificate(a), await readCertificate(b));
      process.stdout.write(json === true ? printed(diff) : `${diffText(diff, { all })}\n`);
      process.exitCode = diff.exitCode;
    });
}

/** null stands for "without end", as in a certificate. */
function printed(diff: object): string {
  const withoutEnd = (_: string, value: unknown): unknown =>
    typeof value === "number" ? certifiedBound(value) : value;
  return `${JSON.stringify({ format: "haproof-diff/1", ...diff }, withoutEnd, 2)}\n`;
}
