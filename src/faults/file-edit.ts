import { HarnessError } from "../errors.ts";
import type { HostSpec } from "../lab/stack.ts";
import type { FileEdit } from "../timeline/fault-plan.ts";

/** Finds a host of the stack by its name. Throws BAD_INPUT where there is none. */
type FindHost = (name: string) => Pick<HostSpec, "name" | "addresses">;

/**
 * A host's file with the edit made. Throws BAD_INPUT where the host has no such file, or the edit would change nothing: a fault must
 * never silently do nothing.
 */
export function edited(
  { name, files }: Pick<HostSpec, "name" | "files">,
  edit: FileEdit,
  find: FindHost,
): string {
  const text = files[edit.file];
  if (text === undefined) throw new HarnessError("BAD_INPUT", `${name} has no ${edit.file} to edit`);
  const changed = change(text, edit, find);
  if (changed === text)
    throw new HarnessError("BAD_INPUT", `nothing in ${edit.file} of ${name} is what the edit changes`);
  return changed;
}

function change(text: string, edit: FileEdit, find: FindHost): string {
  if ("replace" in edit) return text.replaceAll(edit.replace, edit.by);
  const lines = text.split("\n");
  if ("dropLinesOf" in edit) {
    const names = edit.dropLinesOf.map((host) => find(host).name);
    return lines.filter((line) => !names.some((name) => line.includes(name))).join("\n");
  }
  const [from, to] = [find(edit.copyLinesOf), find(edit.to)];
  const renamed = (line: string): string =>
    Object.entries(from.addresses).reduce(
      (result, [network, address]) => result.replaceAll(address, to.addresses[network] ?? address),
      line.replaceAll(from.name, to.name),
    );
  return lines.flatMap((line) => (line.includes(from.name) ? [line, renamed(line)] : [line])).join("\n");
}
