import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { envelopeSchema, signedBytes } from "../../src/report/dsse.ts";
import { writeRun, writeTrial } from "../../src/report/evidence.ts";
import { recompute } from "../../src/report/recompute.ts";
import { bundleFile, signReport } from "../../src/report/sign-report.ts";
import { makeKey, readPrivateKey } from "../../src/report/signing-key.ts";
import { verifyReport, type Verification, type VerifyOptions } from "../../src/report/verify-report.ts";
import { verifyText } from "../../src/report/verify-text.ts";
import { derivedFiles, writeReport } from "../../src/report/write-report.ts";
import { trial } from "../verdict/trial.ts";
import { folder, fullRun, published, tuned } from "./evidence.ts";

/** The run ended on 2026-11-21. */
const soon = new Date("2026-12-01T00:00:00Z");

interface SignedRun {
  readonly dir: string;
  readonly publicKey: string;
}

async function signedRun(): Promise<SignedRun> {
  const [dir, keys] = [await folder(), await folder()];
  const images = [{ name: "lb", reference: "haproof/lb:1", id: `sha256:${"ab".repeat(32)}` }];
  await writeRun(dir, { ...fullRun, images });
  const captured = trial({ ...published.record, captures: ["front"] });
  await writeTrial(dir, tuned);
  await writeTrial(dir, { ...captured, captures: [{ name: "front", pcap: Buffer.from("a capture") }] });
  await writeReport(dir, await recompute(dir));
  const { privateFile, publicFile } = await makeKey(join(keys, "key"));
  await signReport(dir, { key: await readPrivateKey(privateFile) });
  return { dir, publicKey: publicFile };
}

async function verified(
  { dir, publicKey }: SignedRun,
  options: Partial<VerifyOptions> = {},
): Promise<Verification> {
  return verifyReport(dir, { key: publicKey, at: soon, ...options });
}

async function filesOf(dir: string): Promise<readonly string[]> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  return found
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1));
}

describe("a signed certificate", () => {
  test("is valid as it was signed, by its folder and by its file, and signing it again gives the same bytes", async () => {
    const run = await signedRun();
    expect((await verified(run)).differs).toEqual([]);
    const byFile = await verifyReport(join(run.dir, "certificate.json"), { at: soon });
    expect(byFile.differs).toEqual([]);
    const before = await readFile(join(run.dir, bundleFile), "utf8");
    await signReport(run.dir, { key: await readPrivateKey(run.publicKey.replace(/\.pub$/, "")) });
    expect(await readFile(join(run.dir, bundleFile), "utf8")).toBe(before);
  });

  test("is not valid after one byte of any file is changed, and the file is named", async () => {
    const run = await signedRun();
    const names = (await filesOf(run.dir)).filter((name) => name !== "certificate.pub");
    expect(names).toEqual(expect.arrayContaining(["certificate.json", "run.json", "index.html", bundleFile]));
    for (const name of names) {
      const path = join(run.dir, name);
      const content = await readFile(path);
      for (const share of [0, 0.21, 0.5, 0.83, 1]) {
        const spoilt = Buffer.from(content);
        const at = Math.floor((spoilt.length - 1) * share);
        spoilt[at] = (spoilt[at] ?? 0) ^ 1;
        await writeFile(path, spoilt);
        const { differs } = await verified(run);
        expect(differs, `${name}, byte ${at}`).toEqual([expect.stringContaining(name)]);
      }
      await writeFile(path, content);
    }
    expect((await verified(run)).differs).toEqual([]);
  });

  test("is not valid when a file of its evidence is gone, but may travel without any", async () => {
    const run = await signedRun();
    await rm(join(run.dir, "trials", "tuned-host-loss-1.jsonl"));
    expect((await verified(run)).differs).toEqual([
      "trials/tuned-host-loss-1.jsonl was signed and is not here",
    ]);
    for (const name of ["trials", "run.json", ...derivedFiles])
      await rm(join(run.dir, name), { recursive: true });
    const alone = await verified(run);
    expect(alone).toMatchObject({ differs: [], covers: { checked: 0 } });
    expect(verifyText(alone)).toContain("none of them is here, none was compared");
  });

  test("is not valid by another key, nor when its statements were left out, nor unsigned", async () => {
    const [run, other] = [await signedRun(), await signedRun()];
    const { differs } = await verified(run, { key: other.publicKey });
    expect(differs).toEqual([expect.stringContaining("as signed by key")]);
    const path = join(run.dir, bundleFile);
    const [first = "", second = ""] = (await readFile(path, "utf8")).split("\n");
    for (const rest of [first, second, ""]) {
      await writeFile(path, `${rest}\n`);
      expect((await verified(run)).differs).toHaveLength(1);
    }
    await writeFile(path, `what others wrote\n${second}\n${first}\n{"payloadType":"x"}\n`);
    expect((await verified(run)).differs).toEqual([]);
    await rm(path);
    expect((await verified(run)).differs).toEqual([expect.stringContaining("is not signed")]);
  });

  test("joined from two runs is not valid", async () => {
    const [run, other] = [await signedRun(), await signedRun()];
    const key = await readPrivateKey(run.publicKey.replace(/\.pub$/, ""));
    await writeRun(other.dir, { ...fullRun, run: "r-2" });
    await writeReport(other.dir, await recompute(other.dir));
    await signReport(other.dir, { key });
    const lines = async ({ dir }: SignedRun): Promise<readonly string[]> =>
      (await readFile(join(dir, bundleFile), "utf8")).split("\n");
    await writeFile(
      join(run.dir, bundleFile),
      `${(await lines(run))[0] ?? ""}\n${(await lines(other))[1] ?? ""}\n`,
    );
    expect((await verified(run)).differs).toContain(`${bundleFile} joins statements about different things`);
  });

  test("expires a quarter of a year after its run", async () => {
    const run = await signedRun();
    const last = new Date("2027-02-19T02:01:00.000Z");
    expect((await verified(run, { at: last })).differs).toEqual([]);
    expect((await verified(run, { at: new Date(last.getTime() + 1) })).differs).toEqual([
      "it expired at 2027-02-19T02:01:00.000Z",
    ]);
  });

  test("is void for a configuration file that was not certified", async () => {
    const run = await signedRun();
    const [own, other] = [join(run.dir, "..", "own.cfg"), join(await folder(), "haproxy.cfg")];
    await writeFile(other, "frontend f\n");
    const { covers } = await verified(run);
    expect(covers?.subject.map(({ name }) => name)).toContain("tuned haproxy.cfg");
    expect((await verified(run, { configs: [other] })).differs).toEqual([
      expect.stringContaining("is no file that was certified"),
    ]);
    await expect(verified(run, { configs: [own] })).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect((await verified(run, { configs: [join(run.dir, "certificate.json")] })).differs).toEqual([]);
  });

  test("is not made of a certificate that the evidence does not give", async () => {
    const { dir, publicKey } = await signedRun();
    const path = join(dir, "certificate.json");
    await writeFile(path, (await readFile(path, "utf8")).replace("REFUTED", "HOLDS"));
    const key = await readPrivateKey(publicKey.replace(/\.pub$/, ""));
    await expect(signReport(dir, { key })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("tells a person what it covers, and that a key beside it proves little", async () => {
    const run = await signedRun();
    const text = verifyText(await verifyReport(run.dir, { at: soon }));
    expect(text).toMatch(/^VALID: /);
    expect(text).toContain("whoever can replace one can replace both");
    expect(text).toContain(`${"ab".repeat(32)}  image lb`);
    expect(text).toContain("covers haproof 0.1.0");
    expect(text).toContain("valid until 2027-02-19");
  });
});

describe("the envelopes", () => {
  const descriptor = z.strictObject({
    name: z.string(),
    uri: z.string().optional(),
    digest: z.record(z.enum(["sha256", "gitCommit"]), z.string().regex(/^[0-9a-f]+$/)).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  });
  const statement = z.strictObject({
    _type: z.literal("https://in-toto.io/Statement/v1"),
    subject: z.array(descriptor.extend({ digest: z.record(z.string(), z.string()) })).min(1),
    predicateType: z.string(),
    predicate: z.looseObject({}),
  });
  const testResult = z.strictObject({
    result: z.enum(["PASSED", "WARNED", "FAILED"]),
    configuration: z.array(descriptor),
    url: z.string().optional(),
    passedTests: z.array(z.string()),
    warnedTests: z.array(z.string()),
    failedTests: z.array(z.string()),
  });

  test("hold in-toto statements, one of them a test result", async () => {
    const { dir } = await signedRun();
    const lines = (await readFile(join(dir, bundleFile), "utf8")).trim().split("\n");
    const statements = lines.map((line) => {
      const { payload } = envelopeSchema.parse(JSON.parse(line));
      return statement.parse(JSON.parse(Buffer.from(payload, "base64").toString()));
    });
    expect(statements.map(({ predicateType }) => predicateType)).toEqual([
      "https://in-toto.io/attestation/test-result/v0.1",
      "urn:haproof:metrics:v1",
    ]);
    expect(testResult.parse(statements[0]?.predicate)).toMatchObject({
      result: "PASSED",
      passedTests: expect.arrayContaining([expect.stringContaining("X-1")]) as string[],
      failedTests: [],
    });
  });

  test("are signed over what their specification says", () => {
    expect(signedBytes("http://example.com/HelloWorld", Buffer.from("hello world")).toString()).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
  });
});

describe("a key", () => {
  test("is for its owner alone, and never overwritten", async () => {
    const path = join(await folder(), "key");
    const { publicFile } = await makeKey(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(publicFile, "utf8")).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    await expect(makeKey(path)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test("may be made by others, but has to be Ed25519", async () => {
    const dir = await folder();
    const made = async (name: string, { privateKey }: { privateKey: KeyObject }): Promise<string> => {
      await writeFile(join(dir, name), privateKey.export({ type: "pkcs8", format: "pem" }));
      return join(dir, name);
    };
    const right = await made("right", generateKeyPairSync("ed25519"));
    const wrong = await made("wrong", generateKeyPairSync("x25519"));
    expect((await readPrivateKey(right)).asymmetricKeyType).toBe("ed25519");
    await expect(readPrivateKey(wrong)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await writeFile(join(dir, "none"), "no key");
    await expect(readPrivateKey(join(dir, "none"))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});
