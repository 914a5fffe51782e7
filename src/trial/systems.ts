import { readdir } from "node:fs/promises";
import { HarnessError } from "../errors.ts";
import type { Scenario } from "./scenario.ts";
import type { System } from "./system.ts";

const systemsFolder = new URL("../../fixtures/systems/", import.meta.url);
const scenariosFolder = new URL("../../scenarios/", import.meta.url);

/** The systems that this installation has, by the folders of fixtures/systems. Nothing in src knows one by name. */
export async function systemNames(): Promise<readonly string[]> {
  const entries = await readdir(systemsFolder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Throws BAD_INPUT with the names that exist. */
export async function loadSystem(name: string): Promise<System> {
  const names = await systemNames();
  if (!names.includes(name)) {
    throw new HarnessError("BAD_INPUT", `there is no system "${name}"; there is ${names.join(", ")}`);
  }
  const module = (await import(new URL(`${name}/system.ts`, systemsFolder).href)) as { default: System };
  return module.default;
}

/** Every scenario of a system, from all its files or those chosen (by their path), in the order of their names. */
export async function loadScenarios(
  system: string,
  chosen: (path: string) => boolean = () => true,
): Promise<readonly Scenario[]> {
  const folder = new URL(`${system}/`, scenariosFolder);
  const files = (await readdir(folder))
    .filter((file) => file.endsWith(".scenario.ts") && chosen(`scenarios/${system}/${file}`))
    .sort();
  const modules = await Promise.all(
    files.map(async (file) => (await import(new URL(file, folder).href)) as Record<string, Scenario>),
  );
  return modules.flatMap((module) => Object.values(module));
}
