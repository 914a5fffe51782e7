import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { HarnessError, messageOf } from "../../errors.ts";

/** One file of a build context. */
export interface ContextFile {
  /** Relative to the context, with forward slashes. */
  readonly path: string;
  /** 0o755 or 0o644: of a mode, git and packages keep no more than the owner's x. */
  readonly mode: number;
  readonly bytes: Buffer;
}

/**
 * All files of a build context, the made ones among them, in the order of their paths. Throws IMAGE_UNAVAILABLE when there
 * is no Dockerfile, INTERNAL when a made file would hide a kept one.
 */
export async function readContext(
  folder: string,
  made: Readonly<Record<string, string | Buffer>> = {},
): Promise<readonly ContextFile[]> {
  const kept = await Promise.all((await filesUnder(folder)).map((path) => readOne(folder, path)));
  if (!kept.some(({ path }) => path === "Dockerfile")) {
    throw new HarnessError("IMAGE_UNAVAILABLE", `${folder} has no Dockerfile`);
  }
  const extra = Object.entries(made).map(([path, content]) => ({
    path,
    mode: 0o644,
    bytes: Buffer.from(content),
  }));
  const hidden = extra.find(({ path }) => kept.some((file) => file.path === path));
  if (hidden !== undefined) throw new HarnessError("INTERNAL", `${folder} already has a file ${hidden.path}`);
  return [...kept, ...extra].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Twelve hex digits of the SHA-256 over everything that decides what an image becomes. Each part is preceded by its
 * length, so that no two contexts run together into the same bytes.
 */
export function contentTag(files: readonly ContextFile[], base: string): string {
  const hash = createHash("sha256");
  const add = (part: string | Buffer): void => {
    hash.update(`${Buffer.byteLength(part)}:`);
    hash.update(part);
  };
  add(base);
  for (const { path, mode, bytes } of files) {
    add(path);
    add(mode.toString(8));
    add(bytes);
  }
  return hash.digest("hex").slice(0, 12);
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    throw new HarnessError(
      "IMAGE_UNAVAILABLE",
      `cannot read the build context ${folder}: ${messageOf(cause)}`,
      { cause },
    );
  }
}

async function readOne(folder: string, path: string): Promise<ContextFile> {
  const [{ mode }, bytes] = await Promise.all([stat(path), readFile(path)]);
  const executable = (mode & 0o100) !== 0;
  return { path: relative(folder, path).split(sep).join("/"), mode: executable ? 0o755 : 0o644, bytes };
}
