import type { KeyObject } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../errors.ts";
import { sealed } from "./dsse.ts";
import { readBytes, readWhole, sha256, writeWhole } from "./files.ts";
import { certificateText, recompute } from "./recompute.ts";
import { keyIdOf, pemOf } from "./signing-key.ts";
import { statementsOf } from "./statement.ts";
import { certificateFile, derivedFiles } from "./write-report.ts";

/** The signed statements about a certificate lie beside it, one a line, in a bundle called as in-toto asks. */
export const bundleFile = `${certificateFile}.intoto.jsonl`;
/** The public key, for whoever has it from nowhere else. */
export const publicKeyFile = "certificate.pub";

/**
 * A quarter of a year: HAProxy, keepalived and the kernel of a stable distribution move in point releases every two to three
 * months, and what they are then was not tried.
 */
export const validForDays = 90;

export interface SignOptions {
  readonly key: KeyObject;
  /** Days from the end of the run. */
  readonly validForDays?: number;
}

const dayMs = 86_400_000;

/**
 * Signs a run's certificate with everything that it rests on. Throws BAD_INPUT where the certificate is not what the evidence
 * gives: nobody shall sign that by mistake.
 */
export async function signReport(
  dir: string,
  { key, validForDays: days = validForDays }: SignOptions,
): Promise<string> {
  const certificate = await recompute(dir);
  const text = await readWhole(join(dir, certificateFile));
  if (text !== certificateText(certificate)) {
    throw new HarnessError(
      "BAD_INPUT",
      `${certificateFile} is not what the evidence of ${dir} gives; \`haproof recompute --write\` makes it anew`,
    );
  }
  const validUntil = new Date(Date.parse(certificate.finishedAt) + days * dayMs).toISOString();
  const report = await reportDigests(dir);
  const statements = statementsOf({ certificate, certificateSha256: sha256(text), report, validUntil });
  const keyid = keyIdOf(key);
  const lines = statements.map((statement) => `${JSON.stringify(sealed(statement, { key, keyid }))}\n`);
  const path = join(dir, bundleFile);
  await writeWhole(path, lines.join(""));
  await writeWhole(join(dir, publicKeyFile), pemOf(key));
  return path;
}

/** The report's files that are there: what is read is covered as much as what it was computed from. */
async function reportDigests(dir: string): Promise<readonly { path: string; sha256: string }[]> {
  const present: string[] = [];
  for (const path of derivedFiles) {
    const there = await access(join(dir, path)).then(
      () => true,
      () => false,
    );
    if (there) present.push(path);
  }
  return Promise.all(
    present.map(async (path) => ({ path, sha256: sha256(await readBytes(join(dir, path))) })),
  );
}
