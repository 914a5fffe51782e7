import { Command } from "commander";
import { HarnessError } from "../errors.ts";
import { verifyReport } from "../report/verify-report.ts";
import { verifyText } from "../report/verify-text.ts";

interface VerifyFlags {
  readonly key?: string;
  readonly config?: readonly string[];
  readonly at?: Date;
  readonly json?: boolean;
}

/** `haproof verify <certificate>`: is it what was signed, and what does that cover? Asks no network. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "verify a signed certificate offline: is it, and its evidence, what was signed, and still valid",
    )
    .argument("<certificate>", "a run's folder, or its certificate.json")
    .option("--key <file>", "the public key that you trust (default: the one beside the certificate)")
    .option("--config <file...>", "configuration files in use: each has to be one that was certified")
    .option("--at <date>", "valid at that time instead of now, such as 2026-12-31", parseDate)
    .option("--json", "for a program")
    .addHelpText(
      "after",
      "\nexit code: 0 valid; 1 not signed, changed, expired, or a file that was not certified",
    )
    .action(async (path: string, { key, config, at = new Date(), json }: VerifyFlags) => {
      const found = await verifyReport(path, {
        ...(key === undefined ? {} : { key }),
        ...(config === undefined ? {} : { configs: config }),
        at,
      });
      const plain = { format: "haproof-verification/1", valid: found.differs.length === 0, ...found };
      process.stdout.write(`${json === true ? JSON.stringify(plain, null, 2) : verifyText(found)}\n`);
      process.exitCode = plain.valid ? 0 : 1;
    });
}

function parseDate(value: string): Date {
  const at = new Date(value);
  if (!Number.isNaN(at.getTime())) return at;
  throw new HarnessError("BAD_INPUT", `--at ${value}: expected a date such as 2026-12-31`);
}
