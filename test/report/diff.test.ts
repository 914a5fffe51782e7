import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Certificate } from "../../src/report/certificate.ts";
import { diffCertificates } from "../../src/report/diff.ts";
import { diffText } from "../../src/report/diff-text.ts";
import { writeRun, writeTrial } from "../../src/report/evidence.ts";
import { readCertificate } from "../../src/report/read-certificate.ts";
import { certificateText } from "../../src/report/recompute.ts";
import type { RunRecord } from "../../src/verdict/run-record.ts";
import type { TrialResult } from "../../src/verdict/trial-record.ts";
import { failover } from "../timeline/recording.ts";
import { predicted, trial } from "../verdict/trial.ts";
import { certificateOf, folder, fullRun, tuned } from "./evidence.ts";

/** Trials of one fault in one profile, the address moving after so many milliseconds each. */
function trials(
  tookMs: readonly number[],
  window: readonly [number, number] | "never" = [1000, 9000],
): readonly TrialResult[] {
  return tookMs.map((took, index) =>
    trial(
      { id: `t-${index}`, round: index + 1, predictions: [predicted(window)] },
      failover({ tookMs: took }),
    ),
  );
}

function certified(tookMs: readonly number[], rest: Partial<RunRecord> = {}): Certificate {
  return certificateOf(rest, ...trials(tookMs));
}

const fast = [2600, 2700, 2800, 2900, 3000, 3100];
const slow = fast.map((ms) => ms + 500);

describe("a certificate compared with itself", () => {
  test.each([
    ["of one trial each", certificateOf()],
    ["of many trials", certified(fast)],
    ["of nothing that was timed", certificateOf({}, trial({ stopped: "early" }, []))],
  ])("%s: nothing differs", (_, certificate) => {
    const diff = diffCertificates(certificate, certificate);
    expect(diff.exitCode).toBe(0);
    expect(diff.verdicts).toEqual([]);
    expect(diff.digests).toEqual([]);
    expect(new Set(diff.measures.compared.map(({ change }) => change))).not.toContain("slower");
    for (const { change, shiftMs } of diff.measures.compared) expect([change, shiftMs]).toEqual(["same", 0]);
  });
});

describe("what got slower or faster", () => {
  test("is found, with by how much, and both ways round", () => {
    const [measure] = diffCertificates(certified(fast), certified(slow)).measures.compared;
    expect(measure).toMatchObject({ change: "slower", testable: true, a: { n: 6 }, b: { n: 6 } });
    expect(measure?.shiftMs).toBeCloseTo(500, 0);
    expect(measure?.lowerMs).toBeLessThan(500);
    expect(measure?.upperMs).toBeGreaterThan(500);
    const back = diffCertificates(certified(slow), certified(fast));
    expect(back.measures.compared[0]).toMatchObject({ change: "faster" });
    expect(back.exitCode).toBe(0);
  });

  test("is not found in scatter", () => {
    const diff = diffCertificates(certified(fast), certified([2650, 2680, 2850, 2880, 3050, 3080]));
    expect(diff.measures.compared[0]?.change).toBe("not significant");
    expect(diff.exitCode).toBe(0);
  });

  test("cannot be told from three trials, which is no all-clear", () => {
    const diff = diffCertificates(certified(fast.slice(0, 3)), certified(slow.slice(0, 3)));
    expect(diff.measures.compared[0]).toMatchObject({ change: "too few", testable: false });
    expect(diff.exitCode).toBe(2);
  });

  test("does not rest on trials that were unfit", () => {
    const stopped = trials(slow).map(({ record, timeline }) => ({
      record: { ...record, stopped: "x" },
      timeline,
    }));
    const diff = diffCertificates(certified(fast), certificateOf({}, ...stopped));
    expect(diff.measures.compared).toEqual([]);
    expect(diff.measures.onlyInA).toHaveLength(1);
    expect(diff.exitCode).toBe(2);
  });

  test("counts a trial that did not show it as the slowest", () => {
    const later = certified(slow);
    const round = later.claims[0]?.profiles[0]?.faultKinds[0]?.measures[0]?.rounds[0];
    if (round !== undefined) round.measured = { kind: "not-seen", observedMs: 9000, detail: "" };
    const [measure] = diffCertificates(certified(fast), later).measures.compared;
    expect(measure).toMatchObject({ change: "slower", a: { notSeen: 0 }, b: { n: 6, notSeen: 1 } });
    const all = certified(slow);
    const [whole] = diffCertificates(certified(fast), all).measures.compared;
    expect(measure?.shiftMs).toBeGreaterThan(whole?.shiftMs ?? Infinity);
  });
});

describe("verdicts", () => {
  test("that got worse are exit code 1, better ones are not", () => {
    const good = certificateOf();
    const bad = certificateOf({}, ...trials([2900], [100, 200]), tuned);
    const worse = diffCertificates(good, bad);
    expect(worse.verdicts).toContainEqual({
      ...{ where: "X-1", question: "behaviour", a: "pass", b: "fail", change: "worse" },
    });
    expect(worse.exitCode).toBe(1);
    expect(diffCertificates(bad, good).verdicts).toContainEqual({
      ...{ where: "X-1", question: "behaviour", a: "fail", b: "pass", change: "better" },
    });
  });

  test("that nobody knows any more are exit code 2", () => {
    const [good, stopped] = [certified([1500]), certificateOf({}, trial({ stopped: "x" }))];
    const diff = diffCertificates(good, stopped);
    expect(diff.verdicts.map(({ change }) => change)).toContain("open");
    expect(diff.exitCode).toBe(2);
  });
});

test("changed files, images and environment are named with both digests", () => {
  const images = [{ name: "lb", reference: "haproof/lb:1", id: "sha256:aa" }];
  const a = certificateOf({ images });
  const [one, two] = fullRun.profiles;
  const files = [{ path: "haproxy.cfg", sha256: "11" }];
  const profiles = one === undefined || two === undefined ? [] : [one, { ...two, files }];
  const b = certificateOf({
    ...{ profiles, environment: { kernel: "6.19", engine: "20.10" } },
    images: [{ name: "lb", reference: "haproof/lb:1", id: "sha256:bb" }],
  });
  expect(diffCertificates(a, b).digests).toEqual([
    { what: "tuned haproxy.cfg", a: "00", b: "11" },
    { what: "image lb", a: "sha256:aa", b: "sha256:bb" },
    { what: "kernel", a: "6.18", b: "6.19" },
  ]);
});

test("a person reads what got slower, by how much, how sure that is, and how many trials it rests on", () => {
  const text = diffText(diffCertificates(certified(fast), certified(slow)));
  expect(text).toMatch(
    /Slower\n {2}published, host-loss: takeover of \S+ by lb2: median 2\.799 s → 3\.299 s, \+500 ms \(95 % CI \+\d+ ms … \+\d+ ms\), p = 0\.0\d\d, n = 6 and 6/,
  );
  expect(text).toMatch(/Something got worse\.$/);
});

describe("a certificate is read", () => {
  test("from a run's folder and from its file, with the same result", async () => {
    const dir = await folder();
    await writeRun(dir, fullRun);
    await writeTrial(dir, tuned);
    const fromFolder = await readCertificate(dir);
    await writeFile(join(dir, "certificate.json"), certificateText(fromFolder));
    expect(await readCertificate(join(dir, "certificate.json"))).toEqual(fromFolder);
  });

  test.each([
    ["what is not there", "nowhere.json", undefined],
    ["no JSON", "a.json", "no"],
    ["another shape", "b.json", '{"format":"haproof-certificate/0"}'],
  ])("but not from %s", async (_, name, content) => {
    const path = join(await folder(), name);
    if (content !== undefined) await writeFile(path, content);
    await expect(readCertificate(path)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});
