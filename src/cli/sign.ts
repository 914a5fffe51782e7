import { Command } from "commander";
import { HarnessError } from "../errors.ts";
import { signReport, validForDays } from "../report/sign-report.ts";
import { readPrivateKey } from "../report/signing-key.ts";

/** `haproof sign <run> --key <file>`: signs a certificate that is there, with all that it rests on. */
export function signCommand(): Command {
  return new Command("sign")
    .description("sign a run's certificate with everything that it rests on, where `certify --sign` did not")
    .argument("<run>", "the run's folder, as `haproof certify` printed it")
    .requiredOption("--key <file>", "private key; `haproof key` makes one")
    .option("--valid-for <days>", "how long it is valid, from the end of the run", parseDays, validForDays)
    .action(async (dir: string, { key, validFor }: { key: string; validFor: number }) => {
      const signed = await signReport(dir, { key: await readPrivateKey(key), validForDays: validFor });
      process.stdout.write(`signed: ${signed}\n`);
    });
}

/** Whole days from 1. Throws BAD_INPUT. */
export function parseDays(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new HarnessError("BAD_INPUT", `--valid-for ${value}: expected a number of days from 1`);
}
