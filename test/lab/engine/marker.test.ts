import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readMarker, writeMarker, type Marker } from "../../../src/lab/engine/marker.ts";
import { temporaryFolder } from "./fake-engine.ts";

const marker: Marker = {
  version: 1,
  packages: ["docker.io"],
  dockerd: "/usr/sbin/dockerd",
  running: { as: "process", pid: 42, start: "boot-7", log: "/var/log/x" },
};

test("what was written is read back, and no half-written file lies beside it", async () => {
  const folder = join(await temporaryFolder(), "haproof");
  await writeMarker(join(folder, "engine.json"), marker);
  expect(await readMarker(join(folder, "engine.json"))).toEqual(marker);
  expect(await readdir(folder)).toEqual(["engine.json"]);
});

test("a machine that haproof set nothing up on has none", async () => {
  expect(await readMarker(join(await temporaryFolder(), "engine.json"))).toBeUndefined();
});

test.each([
  "",
  "{",
  '{"version":2,"packages":[]}',
  '{"version":1,"packages":[],"running":{"as":"process","pid":0}}',
])("a damaged one (%j) is an error that names it, not a licence to act", async (text) => {
  const path = join(await temporaryFolder(), "engine.json");
  await writeFile(path, text);
  await expect(readMarker(path)).rejects.toMatchObject({
    code: "ENGINE_FAILED",
    message: expect.stringContaining(path) as string,
  });
});
