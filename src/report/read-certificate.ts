import { stat } from "node:fs/promises";
import { HarnessError } from "../errors.ts";
import { fromJson } from "../timeline/jsonl.ts";
import { certificateSchema, type Certificate } from "./certificate.ts";
import { readWhole } from "./files.ts";
import { recompute } from "./recompute.ts";

/**
 * A certificate by its path: a run's folder is computed again from its evidence, a file is read as it is. Throws BAD_INPUT where
 * there is neither, or where it is no certificate of this version's shape.
 */
export async function readCertificate(path: string): Promise<Certificate> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new HarnessError("BAD_INPUT", `there is no ${path}`);
  return found.isDirectory() ? recompute(path) : parseCertificate(path, await readWhole(path));
}

/** Throws BAD_INPUT where the text is no certificate of this version's shape. */
export function parseCertificate(path: string, text: string): Certificate {
  const { data, error } = certificateSchema.safeParse(fromJson(text));
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const where = issue === undefined ? "" : ` (${issue.path.join(".")}: ${issue.message})`;
  throw new HarnessError(
    "BAD_INPUT",
    `${path} is no certificate of this version's shape${where}; if its evidence is there, name the run's folder instead`,
  );
}
