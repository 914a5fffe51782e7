import { HarnessError } from "../errors.ts";
import type { SourceFile } from "./source-text.ts";

/** Which balancer has which files. */
export interface BalancerFiles {
  readonly host: string;
  readonly haproxy: readonly SourceFile[];
  readonly keepalived: SourceFile | undefined;
}

const haproxyLine = /^[ \t]*(?:global|defaults|frontend|backend|listen|peers|resolvers|userlist)\b/m;
const keepalivedLine = /^[ \t]*(?:vrrp_instance|vrrp_script|vrrp_sync_group|global_defs|virtual_server)\b/m;

/**
 * Tells the files apart by what stands in them, and whose they are: a haproxy.cfg in the folder of a keepalived.conf
 * belongs to it, any other serves all balancers. Throws BAD_INPUT for a file that is neither.
 */
export function sortFiles(files: readonly SourceFile[]): readonly BalancerFiles[] {
  const keepalived = files.filter((file) => kindOf(file) === "keepalived");
  const haproxy = files.filter((file) => kindOf(file) === "haproxy");
  const hosts = hostNames(keepalived);
  if (keepalived.length === 0) return [{ host: "lb1", haproxy, keepalived: undefined }];
  const folders = new Set(keepalived.map(({ name }) => folderOf(name)));
  const paired =
    folders.size === keepalived.length && haproxy.some(({ name }) => folders.has(folderOf(name)));
  return keepalived.map((file, at) => ({
    host: hosts[at] ?? `lb${at + 1}`,
    keepalived: file,
    haproxy: paired ? ownOrShared(haproxy, folderOf(file.name), folders) : haproxy,
  }));
}

function kindOf({ name, text }: SourceFile): "haproxy" | "keepalived" {
  if (keepalivedLine.test(text)) return "keepalived";
  if (haproxyLine.test(text)) return "haproxy";
  throw new HarnessError(
    "BAD_INPUT",
    `${name} is neither a haproxy.cfg nor a keepalived.conf: it has no section of either`,
  );
}

function ownOrShared(
  all: readonly SourceFile[],
  folder: string,
  folders: ReadonlySet<string>,
): readonly SourceFile[] {
  return all.filter(({ name }) => folderOf(name) === folder || !folders.has(folderOf(name)));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** "lb2.conf", "keepalived-lb2.conf" and "lb2/keepalived.conf" are the host lb2; where names do not tell, lb1, lb2 … */
function hostNames(files: readonly SourceFile[]): readonly string[] {
  const names = files.map(({ name }) => {
    const parts = name.split("/");
    const file = (parts.at(-1) ?? "").replace(/\.[a-z]+$/, "").replace(/[-_.]?keepalived[-_.]?/, "");
    return file === "" ? (parts.at(-2) ?? "") : file;
  });
  const told = names.every((name) => /^[\w-]+$/.test(name)) && new Set(names).size === names.length;
  return told && (files.length > 1 || /\d/.test(names[0] ?? ""))
    ? names
    : files.map((_, at) => `lb${at + 1}`);
}
