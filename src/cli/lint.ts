import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { Finding } from "../predict/lint/finding.ts";
import { lint } from "../predict/lint/lint.ts";
import { sarifLog } from "../predict/lint/sarif.ts";
import { lintText } from "../predict/lint/text.ts";
import { readSetup } from "../predict/setup.ts";
import { readOptions, sourceFiles } from "./predict.ts";

interface LintFlags {
  readonly format: "text" | "json" | "sarif";
  readonly haproxyVersion?: string;
  readonly keepalivedVersion?: string;
}

/** `haproof lint FILE…`: what the files will do that nobody meant. Exits with 1 where an error is found. */
export function lintCommand(): Command {
  return new Command("lint")
    .description("find what haproxy.cfg and keepalived.conf do that nobody meant, and between balancers")
    .argument("<file...>", "haproxy.cfg and keepalived.conf, one or one per balancer, in any order")
    .addOption(
      new Option("--format <format>", "how to print").choices(["text", "json", "sarif"]).default("text"),
    )
    .option("--haproxy-version <version>", "the release of HAProxy (default: 2.6.12)")
    .option("--keepalived-version <version>", "the release of keepalived (default: 2.2.7)")
    .action(async (files: readonly string[], flags: LintFlags) => {
      const setup = readSetup(await sourceFiles(files), readOptions(flags));
      const findings = lint(setup);
      process.stdout.write(printed(findings, flags.format, setup.notes));
      if (findings.some(({ severity }) => severity === "error")) process.exitCode = 1;
    });
}

function printed(
  findings: readonly Finding[],
  format: LintFlags["format"],
  notes: readonly string[],
): string {
  switch (format) {
    case "text":
      return `${[...notes.map((note) => `note: ${note}`), lintText(findings)].join("\n\n")}\n`;
    case "json":
      return `${JSON.stringify({ format: "haproof-lint/1", notes, findings: findings.map(plain) }, null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(findings, ownVersion()), null, 2)}\n`;
  }
}

function plain({ place, ...rest }: Finding): object {
  return { ...rest, ...place };
}

function ownVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
