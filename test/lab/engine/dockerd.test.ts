import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, onTestFinished } from "vitest";
import { startDockerd } from "../../../src/lab/engine/dockerd.ts";
import { writeMarker, readMarker, type Marker } from "../../../src/lab/engine/marker.ts";
import type { EnginePaths } from "../../../src/lab/engine/paths.ts";
import { programOf } from "../../../src/lab/engine/stale-pid.ts";
import { stopEngine } from "../../../src/lab/engine/stop.ts";
import { temporaryFolder } from "./fake-engine.ts";

const version = { Version: "20.10.24", ApiVersion: "1.41" };

async function paths(): Promise<EnginePaths> {
  const folder = await temporaryFolder();
  const places = {
    marker: join(folder, "engine.json"),
    lock: join(folder, "lock"),
    log: join(folder, "log"),
    run: folder,
  };
  onTestFinished(() => stopEngine(places).then(() => undefined));
  return places;
}

/** A program that calls itself dockerd and serves a socket, or says why not and ends. */
async function program({ run }: EnginePaths, script: string): Promise<string> {
  const source = join(run, "server.cjs");
  const path = join(run, "fake-dockerd");
  await writeFile(source, script);
  await writeFile(path, `#!/bin/bash\nexec -a dockerd ${process.execPath} ${source}\n`);
  await chmod(path, 0o755);
  return path;
}

const serving = (run: string): string => `
  console.log("API listen; TLS " + process.env.DOCKER_TLS_VERIFY);
  require("node:http").createServer((_, answer) => answer.end(${JSON.stringify(JSON.stringify(version))}))
    .listen(${JSON.stringify(join(run, "docker.sock"))});`;

const quiet = (): void => undefined;

// An engine is set up on Linux only.
describe.runIf(process.platform === "linux")("a dockerd that haproof starts", () => {
  test("answers, is marked, writes to its log, and is stopped by its marker", async () => {
    const places = await paths();
    const dockerd = await program(places, serving(places.run));
    const said: string[] = [];
    const mark = (running: Marker["running"]): Promise<void> =>
      writeMarker(places.marker, { version: 1, packages: ["docker.io"], dockerd, running });
    const engine = await startDockerd({ dockerd, paths: places, mark }, (line) => said.push(line));
    expect(engine).toMatchObject({ version: "20.10.24", apiVersion: "1.41", local: false });
    expect(said).toEqual([`$ ${dockerd} >>${places.log} 2>&1 &`]);
    expect(await readFile(places.log, "utf8")).toContain("API listen");

    const { running } = (await readMarker(places.marker)) ?? {};
    const pid = running?.as === "process" ? running.pid : 0;
    expect(await programOf(pid)).toBe("dockerd");
    expect(await stopEngine(places)).toEqual({ stopped: true, what: `dockerd (pid ${pid})` });
    expect(await programOf(pid)).toBeUndefined();
    expect(await readMarker(places.marker)).toEqual({ version: 1, packages: ["docker.io"], dockerd });
    expect(await stopEngine(places)).toMatchObject({ stopped: false });
  });

  test("that ends at once is an error with the end of its log, of this start only", async () => {
    const places = await paths();
    await writeFile(places.log, "an older trouble\n");
    const dockerd = await program(places, `console.error("failed to mount cgroup"); process.exit(1);`);
    const start = startDockerd({ dockerd, paths: places, mark: () => Promise.resolve() }, quiet);
    const failure: unknown = await start.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "ENGINE_FAILED" });
    expect(String(failure)).toContain("it ended with 1\nfailed to mount cgroup");
    expect(String(failure)).not.toContain("an older trouble");
  });

  test("that finds no room is an error of its own", async () => {
    const places = await paths();
    const dockerd = await program(
      places,
      `console.error("write: no space left on device"); process.exit(1);`,
    );
    const start = startDockerd({ dockerd, paths: places, mark: () => Promise.resolve() }, quiet);
    await expect(start).rejects.toMatchObject({ code: "DISK_FULL" });
  });

  test("that is not there is an error, and no crash", async () => {
    const places = await paths();
    const start = startDockerd(
      { dockerd: "/nowhere/dockerd", paths: places, mark: () => Promise.resolve() },
      quiet,
    );
    await expect(start).rejects.toMatchObject({ code: "ENGINE_FAILED" });
  });

  test("does not see the variables of Docker's clients", async () => {
    const places = await paths();
    const dockerd = await program(places, serving(places.run));
    const before = process.env["DOCKER_TLS_VERIFY"];
    process.env["DOCKER_TLS_VERIFY"] = "1";
    onTestFinished(() => {
      if (before === undefined) delete process.env["DOCKER_TLS_VERIFY"];
      else process.env["DOCKER_TLS_VERIFY"] = before;
    });
    const mark = (running: Marker["running"]): Promise<void> =>
      writeMarker(places.marker, { version: 1, packages: [], dockerd, running });
    await startDockerd({ dockerd, paths: places, mark }, quiet);
    expect(await readFile(places.log, "utf8")).toContain("TLS undefined");
    await stopEngine(places);
  });
});

describe("an engine that is not ours", () => {
  test("is not stopped where there is no marker", async () => {
    expect(await stopEngine(await paths())).toEqual({
      stopped: false,
      what: "haproof started no engine here",
    });
  });

  test("is not stopped when its pid, or its start, is another's", async () => {
    const places = await paths();
    const running = { as: "process", pid: process.pid, start: "long ago", log: "" } as const;
    await writeMarker(places.marker, { version: 1, packages: ["docker.io"], running });
    const { stopped, what } = await stopEngine(places);
    expect(stopped).toBe(false);
    expect(what).toContain("is gone already");
  });
});
