import { writeFile } from "node:fs/promises";
import { release, totalmem } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connection, dial } from "../../../src/lab/engine/dial.ts";
import { isOlder } from "../../../src/lab/engine/engine.ts";
import { fakeEngine, temporaryFolder } from "./fake-engine.ts";

const source = "DOCKER_HOST";

test.each([
  ["unix:///run/d.sock", { socketPath: "/run/d.sock" }],
  ["npipe:////./pipe/docker_engine", { socketPath: "//./pipe/docker_engine" }],
  ["tcp://lab", { protocol: "http", host: "lab", port: 2375 }],
  ["tcp://lab:2400", { protocol: "http", host: "lab", port: "2400" }],
  ["https://lab", { protocol: "https", host: "lab", port: 2376 }],
  ["ssh://me@lab:2222", { protocol: "ssh", host: "lab", port: "2222", username: "me" }],
])("%s is connected to as %j", (endpoint, options) => {
  expect(connection({ endpoint, source })).toMatchObject(options);
});

test("certificates are read from their folder, and one that lacks is named", async () => {
  const tls = await temporaryFolder();
  await Promise.all(["ca.pem", "cert.pem"].map((name) => writeFile(join(tls, name), name)));
  expect(() => connection({ endpoint: "tcp://lab", source, tls })).toThrow(
    `cannot read ${join(tls, "key.pem")}`,
  );
  await writeFile(join(tls, "key.pem"), "key");
  expect(connection({ endpoint: "tcp://lab", source, tls })).toMatchObject({
    protocol: "https",
    port: 2376,
    key: Buffer.from("key"),
  });
});

test.each(["lab", "gopher://lab", "unix://"])("%s is bad input", (endpoint) => {
  expect(() => connection({ endpoint, source })).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});

describe("an engine that answers", () => {
  const version = { Version: "20.10.24", ApiVersion: "1.41" };
  const here = { KernelVersion: release(), MemTotal: totalmem() };

  test.each([
    ["this machine's kernel", here, process.platform === "linux"],
    ["a virtual machine of another release", { ...here, KernelVersion: "6.6.12-linuxkit" }, false],
    ["a virtual machine of another size", { ...here, MemTotal: totalmem() - 4096 }, false],
  ])("runs on %s", async (_, info, local) => {
    const { socket } = await fakeEngine(({ path }) => ({ lines: [path === "/version" ? version : info] }));
    expect(await dial({ endpoint: `unix://${socket}`, source })).toMatchObject({
      endpoint: `unix://${socket}`,
      version: "20.10.24",
      apiVersion: "1.41",
      local,
    });
  });
});

test("a socket without an engine is refused", async () => {
  const endpoint = `unix://${join(await temporaryFolder(), "none.sock")}`;
  await expect(dial({ endpoint, source })).rejects.toMatchObject({ code: "ENOENT" });
});

test("API versions compare by number, not by letter", () => {
  expect(isOlder("1.40", "1.41")).toBe(true);
  expect(isOlder("1.9", "1.41")).toBe(true);
  expect(isOlder("1.41", "1.41")).toBe(false);
  expect(isOlder("2.0", "1.41")).toBe(false);
});
