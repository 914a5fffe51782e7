import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contentTag, readContext, type ContextFile } from "../../../src/lab/images/content.ts";
import { temporaryFolder } from "../engine/fake-engine.ts";

async function context(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "services.d"));
  await writeFile(join(folder, "Dockerfile"), "ARG BASE\nFROM ${BASE}\n");
  await writeFile(join(folder, "services.d", "haproxy"), "#!/bin/sh\n");
  await chmod(join(folder, "services.d", "haproxy"), 0o775);
  await chmod(join(folder, "Dockerfile"), 0o600);
  return folder;
}

test("a context is its files in the order of their paths, with one of two modes", async () => {
  const files = await readContext(await context(), { "app.cjs": "run()" });
  expect(files.map(({ path, mode }) => [path, mode.toString(8)])).toEqual([
    ["Dockerfile", "644"],
    ["app.cjs", "644"],
    ["services.d/haproxy", "755"],
  ]);
});

test("the same files in two checkouts have the same tag, whatever the umask was", async () => {
  const [one, other] = await Promise.all([context(), context()]);
  await chmod(join(other, "Dockerfile"), 0o664);
  expect(contentTag(await readContext(one), "b")).toBe(contentTag(await readContext(other), "b"));
});

test("a folder without a Dockerfile, or none at all, is unavailable and named", async () => {
  const empty = await temporaryFolder();
  await expect(readContext(empty)).rejects.toMatchObject({
    code: "IMAGE_UNAVAILABLE",
    message: `${empty} has no Dockerfile`,
  });
  await expect(readContext(join(empty, "nowhere"))).rejects.toMatchObject({ code: "IMAGE_UNAVAILABLE" });
});

test("a made file does not hide a kept one", async () => {
  await expect(readContext(await context(), { Dockerfile: "FROM x" })).rejects.toMatchObject({
    code: "INTERNAL",
  });
});

const anyFiles = fc.uniqueArray(
  fc.record<ContextFile>({
    path: fc.string({ minLength: 1, maxLength: 6 }),
    mode: fc.constantFrom(0o644, 0o755),
    bytes: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  }),
  { selector: ({ path }) => path, maxLength: 4 },
);

test("another path, mode, byte, file or base is another tag", () => {
  const text = (files: readonly ContextFile[]): string =>
    JSON.stringify(files.map(({ path, mode, bytes }) => [path, mode, bytes.toString("hex")]));
  fc.assert(
    fc.property(
      anyFiles,
      anyFiles,
      fc.constantFrom("a", "b"),
      fc.constantFrom("a", "b"),
      (one, other, base, otherBase) => {
        const same = text(one) === text(other) && base === otherBase;
        expect(contentTag(one, base) === contentTag(other, otherBase)).toBe(same);
      },
    ),
  );
});

test("files do not run together: what one ends with, the next does not begin with", () => {
  const file = (path: string, text: string): ContextFile => ({ path, mode: 0o644, bytes: Buffer.from(text) });
  expect(contentTag([file("a", "bc")], "x")).not.toBe(contentTag([file("ab", "c")], "x"));
});

test("a tag is twelve hexadecimal digits, and does not change from one version of haproof to the next", () => {
  expect(
    contentTag(
      [{ path: "Dockerfile", mode: 0o644, bytes: Buffer.from("FROM x\n") }],
      "haproof/debian:bookworm",
    ),
  ).toBe("34bd8a2e3e40");
});
