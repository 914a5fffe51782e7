import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clearStalePids, livingPid, programOf } from "../../../src/lab/engine/stale-pid.ts";
import { temporaryFolder } from "./fake-engine.ts";

const running = (programs: Readonly<Record<number, string>>) => (pid: number) =>
  Promise.resolve(programs[pid]);

async function runFolder(): Promise<string> {
  const run = await temporaryFolder();
  await mkdir(join(run, "docker/containerd"), { recursive: true });
  await writeFile(join(run, "docker.pid"), "100");
  await writeFile(join(run, "docker/containerd/containerd.pid"), "101\n");
  return run;
}

test("pid files of processes that are gone are removed", async () => {
  const run = await runFolder();
  expect(await clearStalePids(run, running({}))).toHaveLength(2);
  expect(await readdir(run)).toEqual(["docker"]);
});

test("a pid that another program got since counts as gone", async () => {
  const run = await runFolder();
  const cleared = await clearStalePids(run, running({ 100: "sshd", 101: "containerd" }));
  expect(cleared).toEqual([join(run, "docker.pid")]);
});

test("pid files of a living engine stay", async () => {
  const run = await runFolder();
  expect(await clearStalePids(run, running({ 100: "dockerd", 101: "containerd" }))).toEqual([]);
});

test("where no engine ever ran, there is nothing to remove", async () => {
  expect(await clearStalePids(await temporaryFolder(), running({}))).toEqual([]);
});

test("a pid file with anything but a pid names no process", async () => {
  const path = join(await temporaryFolder(), "docker.pid");
  await writeFile(path, "");
  expect(await livingPid(path, "dockerd", running({ 0: "dockerd" }))).toBeUndefined();
});

test.runIf(process.platform === "linux")("a living process is known by its program's name", async () => {
  expect(await programOf(process.pid)).toMatch(/node/);
  expect(await programOf(2 ** 22 + 1)).toBeUndefined();
});
