import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { HarnessError, messageOf } from "../errors.ts";
import { decodeEvents, encodeEvents, fromJson, toJson } from "../timeline/jsonl.ts";
import { Timeline } from "../timeline/timeline.ts";
import type { RunRecord } from "../verdict/run-record.ts";
import type { TrialRecord, TrialResult } from "../verdict/trial-record.ts";
import { readBytes, readWhole, sha256, writeWhole } from "./files.ts";

/** Where a trial's evidence lies, relative to the run's folder, with the digest of each file. */
interface EvidenceFiles {
  readonly record: string;
  readonly recordSha256: string;
  readonly recording: string;
  readonly recordingSha256: string;
  readonly captures: readonly { readonly path: string; readonly sha256: string }[];
}

/** A trial read back from its evidence. */
export interface StoredTrial extends TrialResult {
  readonly evidence: EvidenceFiles;
}

/** What a run was, and the trials that lie beside it. */
export interface StoredRun {
  readonly run: RunRecord;
  /** Digest of the file that the run's record was read from. */
  readonly runSha256: string;
  /** Ids of its trials, by which `readTrial` reads them one by one: all at once would not fit into memory. */
  readonly trials: readonly string[];
}

/** The run's record, relative to its folder. */
export const runRecordPath = "run.json";
const trialsFolder = "trials";
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** The format names are the contract: what bears them was written by `writeRun` and `writeTrial`. */
const runFile = z.strictObject({ format: z.literal("haproof-run/1"), run: z.custom<RunRecord>(isObject) });
const trialFile = z.strictObject({
  format: z.literal("haproof-trial/1"),
  trial: z.custom<TrialRecord>(isObject),
});

/** Stores what a run is: when it begins, as unfinished, and again when it is over. Throws DISK_FULL. */
export async function writeRun(dir: string, run: RunRecord): Promise<void> {
  await writeWhole(join(dir, runRecordPath), `${toJson({ format: "haproof-run/1", run }, 2)}\n`);
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

/**
 * Reads a run's record back and finds its trials. Throws BAD_INPUT where it is not complete; a run that was killed has the
 * trials that were over by then.
 */
export async function readRun(dir: string): Promise<StoredRun> {
  const runText = await readWhole(join(dir, runRecordPath));
  const { run } = parse(runFile, runText, runRecordPath);
  const names = await readdir(join(dir, trialsFolder)).catch((cause: unknown) => {
    if (run.unfinished === true) return [];
    throw new HarnessError("BAD_INPUT", `cannot read ${join(dir, trialsFolder)}: ${messageOf(cause)}`, {
      cause,
    });
  });
  const trials = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  return { run, runSha256: sha256(runText), trials: trials.sort() };
}

/** Reads one trial back. Throws BAD_INPUT where it is not complete. */
export async function readTrial(dir: string, id: string): Promise<StoredTrial> {
  const { record: recordPath, recording } = pathsOf(id);
  const recordText = await readWhole(join(dir, recordPath));
  const { trial: record } = parse(trialFile, recordText, recordPath);
  const text = await readWhole(join(dir, recording));
  const captures = (record.captures ?? []).map((name) => capturePath(id, name));
  return {
    record,
    timeline: new Timeline(decodeEvents(text)),
    evidence: {
      record: recordPath,
      recordSha256: sha256(recordText),
      recording,
      recordingSha256: sha256(text),
      captures: await Promise.all(
        captures.map(async (path) => ({ path, sha256: sha256(await readBytes(join(dir, path))) })),
      ),
    },
  };
}

/** Where a trial's capture lies, relative to the run's folder. */
function capturePath(id: string, name: string): string {
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
