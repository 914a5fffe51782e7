import type { KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { HarnessError } from "../errors.ts";
import { envelopeSchema, opened, type Envelope } from "./dsse.ts";
import { readBytes, readWhole, sha256 } from "./files.ts";
import { bundleFile, publicKeyFile } from "./sign-report.ts";
import { keyIdOf, readPublicKey } from "./signing-key.ts";
import { metricsType, testResultType, type MetricsPredicate, type Resource } from "./statement.ts";
import { certificateFile } from "./write-report.ts";

/** What was found when a certificate was verified. It is valid where nothing differs. */
export interface Verification {
  /** What differs from what was signed, each in a sentence; empty where it is valid. */
  readonly differs: readonly string[];
  readonly keyid?: string;
  /** The key was brought by whoever verifies; else it only lay beside the certificate. */
  readonly keyGiven: boolean;
  /** What the signature covers; absent where there is no signed statement to read that from. */
  readonly covers?: Covered;
}

interface Covered {
  readonly subject: readonly Resource[];
  readonly metrics: MetricsPredicate;
  /** Files of the evidence that were compared, and those that are not here: a certificate may travel alone. */
  readonly checked: number;
  readonly notHere: readonly string[];
}

export interface VerifyOptions {
  /** A public key that the reader trusts; absent: the one beside the certificate. */
  readonly key?: string;
  /** Configuration files as they are in use: each has to be one that was certified. */
  readonly configs?: readonly string[];
  /** When it has to be valid. */
  readonly at: Date;
}

/**
 * Whether a certificate, its evidence and the files made of it are what was signed, and still valid. Asks nobody: what it needs
 * lies in the folder. Throws BAD_INPUT where there is no certificate, or no key by that name.
 */
export async function verifyReport(
  path: string,
  { key, configs = [], at }: VerifyOptions,
): Promise<Verification> {
  const dir = await folderOf(path);
  const certificate = await readBytes(join(dir, certificateFile));
  const keyGiven = key !== undefined;
  const lines = await readWhole(join(dir, bundleFile)).catch(() => undefined);
  if (lines === undefined)
    return { keyGiven, differs: [`${certificateFile} is not signed: there is no ${bundleFile} beside it`] };
  const publicKey = await keyOf(dir, key);
  if (publicKey === undefined)
    return { keyGiven, differs: [`${publicKeyFile} is no key any more, and none was given`] };
  const keyid = keyIdOf(publicKey);
  const { subject, metrics, troubles } = statementsIn(lines, publicKey);
  if (metrics === undefined || subject === undefined) return { keyid, keyGiven, differs: troubles };
  const here = await compared(dir, [...metrics.evidence, ...metrics.report]);
  return {
    ...{ keyid, keyGiven },
    differs: [
      ...troubles,
      ...differing(certificateFile, certificate, subject),
      ...here.differs,
      ...(await uncertified(configs, subject)),
      ...expired(metrics, at),
    ],
    covers: { subject, metrics, checked: here.checked, notHere: here.notHere },
  };
}

async function folderOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new HarnessError("BAD_INPUT", `there is no ${path}`);
  if (found.isDirectory()) return path;
  if (basename(path) === certificateFile) return dirname(path);
  throw new HarnessError("BAD_INPUT", `${path}: expected a run's folder or its ${certificateFile}`);
}

/** A key that was named has to be one; the one beside the certificate may have been spoilt with it. */
async function keyOf(dir: string, given: string | undefined): Promise<KeyObject | undefined> {
  if (given !== undefined) return readPublicKey(given);
  return readPublicKey(join(dir, publicKeyFile)).catch(() => undefined);
}

const resource = z.object({ name: z.string(), digest: z.record(z.string(), z.string()).optional() });
const statementSchema = z.object({
  subject: z.array(resource),
  predicateType: z.string(),
  predicate: z.looseObject({}),
});
const metricsSchema = z.custom<MetricsPredicate>(
  (value) =>
    z
      .looseObject({ validUntil: z.string(), evidence: z.array(resource), report: z.array(resource) })
      .safeParse(value).success,
);

interface Read {
  readonly subject?: readonly Resource[];
  readonly metrics?: MetricsPredicate;
  readonly troubles: readonly string[];
}

/** Both statements have to be there, signed by this key, about the same things. What others put into a bundle is no concern of ours. */
function statementsIn(text: string, key: KeyObject): Read {
  const keyid = keyIdOf(key);
  const statements = envelopesIn(text).flatMap((envelope) => {
    const payload = opened(envelope, { key, keyid });
    const statement = payload === undefined ? undefined : statementSchema.safeParse(json(payload)).data;
    return statement === undefined ? [] : [statement];
  });
  const result = statements.find(({ predicateType }) => predicateType === testResultType);
  const figures = statements.find(({ predicateType }) => predicateType === metricsType);
  const metrics = metricsSchema.safeParse(figures?.predicate).data;
  if (result === undefined || figures === undefined || metrics === undefined) {
    const missing = result === undefined ? "test result" : "figures";
    return { troubles: [`${bundleFile} does not hold the ${missing} as signed by key ${keyid}`] };
  }
  const same = JSON.stringify(result.subject) === JSON.stringify(figures.subject);
  return {
    subject: figures.subject as readonly Resource[],
    metrics,
    troubles: same ? [] : [`${bundleFile} joins statements about different things`],
  };
}

function envelopesIn(text: string): readonly Envelope[] {
  return text.split("\n").flatMap((line) => envelopeSchema.safeParse(json(line)).data ?? []);
}

function json(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/** Compares files with their digests. All the evidence may be elsewhere, but a single file may not be gone. */
async function compared(
  dir: string,
  files: readonly Resource[],
): Promise<{ differs: readonly string[]; checked: number; notHere: readonly string[] }> {
  const found = await Promise.all(
    files.map(async ({ name }) => ({
      name,
      content: await readBytes(join(dir, name)).catch(() => undefined),
    })),
  );
  const notHere = found.filter(({ content }) => content === undefined).map(({ name }) => name);
  const here = found.flatMap(({ name, content }) => (content === undefined ? [] : [{ name, content }]));
  const differs = here.flatMap(({ name, content }) => differing(name, content, files));
  const gone = here.length === 0 ? [] : notHere.map((name) => `${name} was signed and is not here`);
  return { differs: [...differs, ...gone], checked: here.length, notHere };
}

function differing(name: string, content: Buffer, signed: readonly Resource[]): readonly string[] {
  const was = signed.find((each) => each.name === name)?.digest?.["sha256"];
  const is = sha256(content);
  return was === is ? [] : [`${name} is not what was signed: SHA-256 ${is}, signed ${was ?? "nothing"}`];
}

async function uncertified(
  configs: readonly string[],
  subject: readonly Resource[],
): Promise<readonly string[]> {
  const certified = new Set(subject.map(({ digest }) => digest?.["sha256"]));
  const found = await Promise.all(configs.map(async (path) => ({ path, is: sha256(await readBytes(path)) })));
  return found
    .filter(({ is }) => !certified.has(is))
    .map(({ path, is }) => `${path} is no file that was certified: SHA-256 ${is}`);
}

function expired({ validUntil }: MetricsPredicate, at: Date): readonly string[] {
  return at.getTime() <= Date.parse(validUntil) ? [] : [`it expired at ${validUntil}`];
}
