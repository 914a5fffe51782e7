import { Command } from "commander";
import { faultCatalogue } from "../faults/catalogue.ts";
import type { Scenario } from "../trial/scenario.ts";
import type { System } from "../trial/system.ts";
import { describePromise } from "../verdict/claim.ts";
import { loadScenarios, loadSystem, systemNames } from "../trial/systems.ts";

interface ListOptions {
  readonly claims?: boolean;
  readonly faults?: boolean;
  readonly system?: string;
  readonly json?: boolean;
}

/** One claim with one scenario that asks it in one profile. */
export interface ClaimRow {
  readonly claim: string;
  readonly system: string;
  readonly text: string;
  readonly promise: string;
  readonly decidedBy: "real" | "model";
  readonly scenario: string | null;
  readonly profile: string;
}

/** `haproof list`: what there is. */
export function listCommand(): Command {
  return new Command("list")
    .description("systems with their profiles; --claims: claims with their scenarios; --faults: faults")
    .option("--claims", "every claim with the scenarios and profiles that ask it")
    .option("--faults", "every fault with what it does")
    .option("--system <name>", "only this system")
    .option("--json", "for a program")
    .action(async (options: ListOptions) => {
      if (options.faults === true) print(faultRows(), options);
      else if (options.claims === true) print(await claimRows(options.system), options);
      else print(await systemRows(options.system), options);
    });
}

function faultRows(): readonly { fault: string; says: string }[] {
  return Object.entries(faultCatalogue).map(([fault, { says }]) => ({ fault, says }));
}

async function systemRows(
  only?: string,
): Promise<readonly { system: string; profile: string; description: string }[]> {
  const systems = await systemsAsked(only);
  return systems.flatMap(({ name, profiles }) =>
    profiles.map((profile) => ({ system: name, profile: profile.name, description: profile.description })),
  );
}

async function claimRows(only?: string): Promise<readonly ClaimRow[]> {
  const systems = await systemsAsked(only);
  const rows = await Promise.all(
    systems.map(async (system) => rowsOf(system, await loadScenarios(system.name))),
  );
  return rows.flat();
}

async function systemsAsked(only?: string): Promise<readonly System[]> {
  return Promise.all((only === undefined ? await systemNames() : [only]).map(loadSystem));
}

/** Every claim of a system in every profile; a claim that no scenario asks is there too, with none. */
export function rowsOf(system: System, scenarios: readonly Scenario[]): readonly ClaimRow[] {
  return system.claims.flatMap((claim) =>
    claim.profiles.flatMap((profile): readonly ClaimRow[] => {
      const row = {
        claim: claim.id,
        system: system.name,
        text: claim.text,
        promise: describePromise(claim.promise),
        decidedBy: claim.decidedBy,
        profile,
      };
      const asking = scenarios.filter((scenario) => asks(scenario, claim.id, profile));
      return asking.length === 0
        ? [{ ...row, scenario: null }]
        : asking.map(({ id }) => ({ ...row, scenario: id }));
    }),
  );
}

function asks({ profiles, expect }: Scenario, claim: string, profile: string): boolean {
  const inProfile = (asked: readonly string[] | undefined): boolean => asked?.includes(profile) !== false;
  return inProfile(profiles) && expect.some((one) => one.claim === claim && inProfile(one.profiles));
}

function print(rows: readonly object[], { json }: ListOptions): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const lines = rows.map((row) => Object.values(row).map((value) => String(value ?? "none yet")));
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines) {
    const text = line
      .map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ");
    process.stdout.write(`${text}\n`);
  }
}
