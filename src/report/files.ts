import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { HarnessError, messageOf } from "../errors.ts";

/**
 * Writes a whole file or none: what is there under that name is always complete, even if the disk fills up.
 * Throws DISK_FULL where no space is left, BAD_INPUT where the place cannot be written to.
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw writeError(path, cause);
  }
}

/** SHA-256 of a file's contents, in hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Throws BAD_INPUT where there is no such file or it cannot be read. */
export async function readWhole(path: string): Promise<string> {
  return (await readBytes(path)).toString("utf8");
}

/** Throws BAD_INPUT where there is no such file or it cannot be read. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new HarnessError("BAD_INPUT", `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

const noSpace: readonly string[] = ["ENOSPC", "EDQUOT"];

/** What a failed write means to the user. */
export function writeError(path: string, cause: unknown): HarnessError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return noSpace.includes(code)
    ? new HarnessError("DISK_FULL", `no space left to write ${path}`, { cause, details: { path } })
    : new HarnessError("BAD_INPUT", `cannot write ${path}: ${messageOf(cause)}`, {
        cause,
        details: { path },
      });
}
