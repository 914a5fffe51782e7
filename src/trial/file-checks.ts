import { HarnessError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import type { FileCheck } from "./system.ts";

/**
 * Lets the programs judge their own configuration files, in the hosts and before anything starts. An expected refusal is a finding;
 * any other answer throws BAD_CONFIG with the program's words, which name file and line.
 */
export async function checkFiles(lab: Lab, checks: readonly FileCheck[]): Promise<readonly RunFinding[]> {
  const { profile } = lab.stack;
  const findings = await Promise.all(
    checks.flatMap((check) =>
      lab.hosts
        .filter(({ spec }) => spec.role === check.role)
        .map(async (host, index) => {
          const { status, output: said } = await host.hand.run(check.command);
          const output = check.words?.(host.name, said) ?? said;
          const expected = check.expected[profile] ?? 0;
          if (expected === "any")
            return status === 0 ? [] : [complaint(check, host.name, { status, output }, profile)];
          if (status !== expected) {
            throw new HarnessError(
              "BAD_CONFIG",
              `${check.says} on ${host.name} ended with ${status}, expected ${expected}:\n${output.trim()}`,
            );
          }
          if (status === 0 || index > 0 || check.finding === undefined) return [];
          return [
            {
              ...check.finding,
              profile,
              detail: `${check.finding.detail}: ${inOneLine(output)}`,
            },
          ];
        }),
    ),
  );
  return findings.flat();
}

/** What a program's check says of a file with which the program starts all the same; each host has its own file. */
function complaint(
  { says }: FileCheck,
  host: string,
  { status, output }: { status: number; output: string },
  profile: string,
): RunFinding {
  return {
    title: `${says} complains of the file of ${host}`,
    profile,
    detail: `it ends with ${status}: ${inOneLine(output)}`,
  };
}

function inOneLine(output: string): string {
  return output.trim().replaceAll("\n", "; ");
}
