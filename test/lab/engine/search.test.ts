import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EnginePaths } from "../../../src/lab/engine/paths.ts";
import { runsSystemd, seek } from "../../../src/lab/engine/search.ts";
import { fakeEngine, temporaryFolder } from "./fake-engine.ts";
import { machine } from "./made-up-machine.ts";

async function places(): Promise<EnginePaths> {
  const run = await temporaryFolder();
  return { marker: join(run, "engine.json"), lock: join(run, "lock"), log: join(run, "log"), run };
}

test("an engine that answers ends the search, whatever HAPROOF_SETUP says", async () => {
  const { socket } = await fakeEngine(() => ({ lines: [{ Version: "4.3", ApiVersion: "1.41" }] }));
  const env = { DOCKER_HOST: `unix://${socket}`, HAPROOF_SETUP: "never" };
  expect((await seek(machine({ env }), await places())).engine).toMatchObject({ version: "4.3" });
});

test("a bare machine leads to an installation, and the search itself changes nothing", async () => {
  const found = await seek(machine({ programs: ["/usr/bin/apt-get"] }), await places());
  expect(found).toEqual({ tried: [], rule: { act: "install" }, marker: undefined });
});

test("a named engine that does not answer is told with its place, and none is installed", async () => {
  const env = { DOCKER_HOST: "unix:///nowhere/engine.sock" };
  const found = await seek(machine({ env, programs: ["/usr/bin/apt-get"] }), await places());
  expect(found).toMatchObject({
    rule: {
      act: "none",
      todo: expect.stringContaining("DOCKER_HOST (unix:///nowhere/engine.sock)") as string,
    },
    tried: [expect.stringContaining("ENOENT")],
  });
});

test("our own stopped engine is known by its marker", async () => {
  const paths = await places();
  await writeFile(
    paths.marker,
    JSON.stringify({ version: 1, packages: ["docker.io"], dockerd: "/usr/sbin/dockerd" }),
  );
  const here = machine({ programs: ["/usr/bin/apt-get", "/usr/sbin/dockerd"] });
  expect(await seek(here, paths)).toMatchObject({ rule: { act: "start", dockerd: "/usr/sbin/dockerd" } });
  expect(await seek(here, await places())).toMatchObject({ rule: { act: "none" } });
});

test("an endpoint of no known kind is bad input", async () => {
  const env = { DOCKER_HOST: "gopher://lab" };
  await expect(seek(machine({ env }), await places())).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("systemd counts only where it runs, not where it is installed", () => {
  expect(runsSystemd(machine({ programs: ["/usr/bin/systemctl"] }))).toBe(false);
  expect(runsSystemd(machine({ sockets: ["/run/systemd/notify"] }))).toBe(true);
});
