import { createHash } from "node:crypto";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { certificateSchema } from "../../src/report/certificate.ts";
import { readRun, readTrial, writeRun, writeTrial } from "../../src/report/evidence.ts";
import { certificateText, recompute } from "../../src/report/recompute.ts";
import { writeReport } from "../../src/report/write-report.ts";
import { healed, held, hostLoss, injected, probed } from "../timeline/recording.ts";
import { predicted, trial } from "../verdict/trial.ts";
import { certificateOf, folder, fullRun, published, tuned } from "./evidence.ts";

async function storedRun(): Promise<string> {
  const dir = await folder();
  await writeRun(dir, fullRun);
  for (const each of [tuned, published]) await writeTrial(dir, each);
  return dir;
}

async function digestOf(dir: string, path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(join(dir, path)))
    .digest("hex");
}

describe("a certificate", () => {
  test("computed again from the stored evidence alone has the same bytes", async () => {
    const dir = await storedRun();
    const { certificate } = await writeReport(dir, await recompute(dir));
    const again = certificateText(await recompute(dir));
    expect(await readFile(certificate, "utf8")).toBe(again);
  });

  test("from memory and from disk gives the same verdicts and figures", async () => {
    const fromDisk = await recompute(await storedRun());
    const fromMemory = certificateOf();
    expect(fromDisk.claims).toEqual(fromMemory.claims);
    expect(fromDisk.summary).toEqual(fromMemory.summary);
  });

  test("changes its verdict with its evidence", async () => {
    const dir = await storedRun();
    await writeTrial(dir, trial({ predictions: [predicted([100, 200])] }));
    expect((await recompute(dir)).summary.exitCode).toBe(1);
  });

  test("keeps to its own schema, also with an outage and a window without end", async () => {
    const dir = await storedRun();
    const endless = [
      held("lb1", -50),
      ...probed({ down: [[1000, Infinity]] }),
      injected(hostLoss),
      healed(hostLoss),
    ];
    await writeTrial(dir, trial({ id: "endless", predictions: [predicted("never")] }, endless));
    const text = certificateText(await recompute(dir));
    expect(certificateSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  });

  test("lists trials in the order in which they ran, discarded attempts with them", () => {
    const { trials } = certificateOf();
    expect(trials.map(({ id, discarded }) => [id, discarded.length])).toEqual([
      ["published-host-loss-1", 0],
      ["tuned-host-loss-1", 1],
    ]);
  });

  test("states the verdict of each profile and of the claim", () => {
    expect(certificateOf().claims).toMatchObject([
      { id: "X-1", promise: "HOLDS WITH TUNING", profiles: [{ promise: "REFUTED" }, { promise: "HOLDS" }] },
      { id: "X-2", promise: "NOT APPLICABLE", skipped: "netem is not in this kernel" },
    ]);
  });

  test("puts what is gravest first among its findings, notes last", () => {
    const late = trial({ predictions: [predicted([100, 200])] });
    const { findings } = certificateOf({ budgets: { takeover: 1000 } }, late);
    expect(findings.map(({ severity }) => severity)).toEqual(["failed", "missed", "inconclusive", "note"]);
  });
});

describe("evidence", () => {
  test("comes back as it was stored", async () => {
    const dir = await storedRun();
    const { run, trials } = await readRun(dir);
    expect(run).toEqual(fullRun);
    const [first, second] = await Promise.all(trials.map((id) => readTrial(dir, id)));
    expect([first?.record, second?.record]).toEqual([published.record, tuned.record]);
    expect(first?.timeline.events).toEqual(published.timeline.events);
  });

  test("is certified file by file with its digest, captures with it", async () => {
    const dir = await storedRun();
    const pcap = Buffer.from("a capture");
    const captured = trial({ id: "captured", captures: ["client-front"] });
    await writeTrial(dir, { ...captured, captures: [{ name: "client-front", pcap }] });
    const { record, trials } = await recompute(dir);
    const evidence = trials.find(({ id }) => id === "captured")?.evidence;
    expect(record).toEqual({ path: "run.json", sha256: await digestOf(dir, "run.json") });
    expect(evidence).toEqual({
      record: "trials/captured.json",
      recordSha256: await digestOf(dir, "trials/captured.json"),
      recording: "trials/captured.jsonl",
      recordingSha256: await digestOf(dir, "trials/captured.jsonl"),
      captures: [
        {
          path: "trials/captured.client-front.pcap",
          sha256: createHash("sha256").update(pcap).digest("hex"),
        },
      ],
    });
  });

  test("keeps a window without end", async () => {
    const dir = await storedRun();
    const endless = trial({ predictions: [predicted("never")] });
    await writeTrial(dir, endless);
    const { record } = await readTrial(dir, endless.record.id);
    expect(record.predictions[0]?.window.latestMs).toBe(Infinity);
  });

  test.each([
    ["a run without its record", async (dir: string) => rm(join(dir, "run.json"))],
    [
      "a trial without its recording",
      async (dir: string) => rm(join(dir, "trials", "tuned-host-loss-1.jsonl")),
    ],
    ["no trials at all", async (dir: string) => rm(join(dir, "trials"), { recursive: true })],
    [
      "a recording cut short",
      async (dir: string) => appendFile(join(dir, "trials", "tuned-host-loss-1.jsonl"), '{"kind":"ma'),
    ],
    [
      "a record of another format",
      async (dir: string) => writeFile(join(dir, "run.json"), '{"format":"haproof-run/9"}'),
    ],
  ])("is refused: %s", async (_, spoil) => {
    const dir = await storedRun();
    await spoil(dir);
    await expect(recompute(dir)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("that nothing is missing of is needed for a certificate: none of its trials is left out", async () => {
    const dir = await storedRun();
    expect((await recompute(dir)).trials.map(({ id }) => id).sort()).toEqual((await readRun(dir)).trials);
  });
});
