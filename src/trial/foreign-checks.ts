import { HarnessError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import type { RunFinding } from "../verdict/run-record.ts";
import type { ForeignCheck } from "./system.ts";

/** Runs every foreign client whose host this lab has. Throws AGENT_FAILED, with its words, when one does not succeed. */
export async function checkForeign(
  lab: Lab,
  checks: readonly ForeignCheck[],
): Promise<readonly RunFinding[]> {
  const { profile } = lab.stack;
  const findings: RunFinding[] = [];
  for (const { host: name, command, proves } of checks) {
    const host = lab.hosts.find((candidate) => candidate.name === name);
    if (host === undefined) continue;
    const { status, output } = await host.hand.run(lab.addresses.text(command));
    if (status !== 0) {
      throw new HarnessError(
        "AGENT_FAILED",
        `the foreign client on ${name} ended with ${status}:\n${output.trim()}`,
      );
    }
    findings.push({ title: proves, detail: output.trim(), profile });
  }
  return findings;
}
