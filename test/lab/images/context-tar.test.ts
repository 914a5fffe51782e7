import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-fs";
import { expect, test } from "vitest";
import { contextTar } from "../../../src/lab/images/context-tar.ts";
import { temporaryFolder } from "../engine/fake-engine.ts";

const files = [
  { path: "Dockerfile", mode: 0o644, bytes: Buffer.from("FROM x\n") },
  { path: "services.d/run", mode: 0o755, bytes: Buffer.alloc(70_000, "x") },
  { path: "empty", mode: 0o644, bytes: Buffer.alloc(0) },
];

test("a tar holds every file with its bytes and its mode", async () => {
  const folder = await temporaryFolder();
  await pipeline(contextTar(files), extract(folder));
  for (const { path, mode, bytes } of files) {
    expect((await readFile(join(folder, path))).equals(bytes), path).toBe(true);
    expect((await stat(join(folder, path))).mode & 0o777).toBe(mode);
  }
});

test("equal files give equal bytes, whenever they are packed", async () => {
  const [one, other] = await Promise.all([buffer(contextTar(files)), buffer(contextTar(files))]);
  expect(one.equals(other)).toBe(true);
  expect(one.equals(await buffer(contextTar(files.slice(0, 2))))).toBe(false);
});
