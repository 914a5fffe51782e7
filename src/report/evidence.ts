import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HarnessError, messageOf } from "../errors.ts";
import { decodeEvents, encodeEvents, fromJson, toJson } from "../timeline/jsonl.ts";
import { Timeline } from "../timeline/timeline.ts";
import type { RunRecord } from "../verdict/run-record.ts";
import type { TrialRecord, TrialResult } from "../verdict/trial-record.ts";
import { readWhole, writeWhole } from "./files.ts";

/** Where a trial's evidence lies, relative to the run's folder, and the digest of its recording. */
interface EvidenceFiles {
  readonly record: string;
  readonly recording: string;
  readonly recordingSha256: string;
}

/** A trial read back from its evidence. */
export interface StoredTrial extends TrialResult {
  readonly evidence: EvidenceFiles;
}

/** Everything that a certificate is computed from. */
export interface Evidence {
  readonly run: RunRecord;
  readonly trials: readonly StoredTrial[];
}

const trialsFolder = "trials";
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** The format names are the contract: what bears them was written by `writeRun` and `writeTrial`. */
const runFile = z.strictObject({ format: z.literal("haproof-run/1"), run: z.custom<RunRecord>(isObject) });
const trialFile = z.strictObject({
  format: z.literal("haproof-trial/1"),
  trial: z.custom<TrialRecord>(isObject),
});

/** Stores what a run was. Throws DISK_FULL. */
export async function writeRun(dir: string, run: RunRecord): Promise<void> {
  await writeWhole(join(dir, "run.json"), `${toJson({ format: "haproof-run/1", run }, 2)}\n`);
}

/** Stores a trial as soon as it is over, so that a run that dies later keeps it. Throws DISK_FULL. */
export async function writeTrial(
  dir: string,
  { record, timeline, captures = [] }: TrialResult,
): Promise<void> {
  const { record: recordPath, recording } = pathsOf(record.id);
  await writeWhole(join(dir, recording), encodeEvents(timeline.events));
  for (const { name, pcap } of captures) await writeWhole(join(dir, capturePath(record.id, name)), pcap);
  await writeWhole(join(dir, recordPath), `${toJson({ format: "haproof-trial/1", trial: record }, 2)}\n`);
}

/** Reads a run's evidence back, trials in the order in which they ran. Throws BAD_INPUT where it is not complete. */
export async function readEvidence(dir: string): Promise<Evidence> {
  const { run } = parse(runFile, await readWhole(join(dir, "run.json")), "run.json");
  const names = await readdir(join(dir, trialsFolder)).catch((cause: unknown) => {
    throw new HarnessError("BAD_INPUT", `cannot read ${join(dir, trialsFolder)}: ${messageOf(cause)}`, {
      cause,
    });
  });
  const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  const trials = await Promise.all(ids.map((id) => readTrial(dir, id)));
  return { run, trials: trials.sort(byStart) };
}

/** Reads one trial back. Throws BAD_INPUT where it is not complete. */
export async function readTrial(dir: string, id: string): Promise<StoredTrial> {
  const { record: recordPath, recording } = pathsOf(id);
  const { trial: record } = parse(trialFile, await readWhole(join(dir, recordPath)), recordPath);
  const text = await readWhole(join(dir, recording));
  return {
    record,
    timeline: new Timeline(decodeEvents(text)),
    evidence: {
      record: recordPath,
      recording,
      recordingSha256: createHash("sha256").update(text).digest("hex"),
    },
  };
}

/** Where a trial's capture lies, relative to the run's folder. */
export function capturePath(id: string, name: string): string {
  return `${trialsFolder}/${id}.${name}.pcap`;
}

function pathsOf(id: string): { readonly record: string; readonly recording: string } {
  return { record: `${trialsFolder}/${id}.json`, recording: `${trialsFolder}/${id}.jsonl` };
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, path: string): z.output<Schema> {
  const result = schema.safeParse(fromJson(text));
  if (result.success) return result.data;
  throw new HarnessError("BAD_INPUT", `${path}: ${z.prettifyError(result.error)}`);
}

function byStart(a: StoredTrial, b: StoredTrial): number {
  const keyOf = ({ record }: StoredTrial): string => `${record.startedAt} ${record.id}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
