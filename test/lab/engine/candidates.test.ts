import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { candidates } from "../../../src/lab/engine/candidates.ts";
import { machine } from "./made-up-machine.ts";

const desktop = createHash("sha256").update("desktop-linux").digest("hex");
const meta = `/root/.docker/contexts/meta/${desktop}/meta.json`;
const where = JSON.stringify({
  Name: "desktop-linux",
  Endpoints: { docker: { Host: "unix:///root/.docker/desktop/docker.sock" } },
});
const chosenContext = {
  "/root/.docker/config.json": JSON.stringify({ currentContext: "desktop-linux" }),
  [meta]: where,
};

describe("an engine that the user names", () => {
  test("is the only candidate, even where other sockets are", () => {
    const found = candidates(
      machine({ env: { DOCKER_HOST: "tcp://lab:2375" }, sockets: ["/var/run/docker.sock"] }),
    );
    expect(found).toEqual({ chosen: true, list: [{ endpoint: "tcp://lab:2375", source: "DOCKER_HOST" }] });
  });

  test("by DOCKER_HOST goes before the current context and DOCKER_CONTEXT", () => {
    const env = { DOCKER_HOST: "unix:///one.sock", DOCKER_CONTEXT: "desktop-linux" };
    expect(candidates(machine({ env, files: chosenContext })).list[0]?.endpoint).toBe("unix:///one.sock");
  });

  test("by the current context of Docker's configuration is found in its metadata", () => {
    expect(candidates(machine({ files: chosenContext }))).toEqual({
      chosen: true,
      list: [
        { endpoint: "unix:///root/.docker/desktop/docker.sock", source: "the Docker context desktop-linux" },
      ],
    });
  });

  test("by DOCKER_CONTEXT=default is none: the usual sockets are looked at", () => {
    const env = { DOCKER_CONTEXT: "default" };
    const found = candidates(machine({ env, files: chosenContext, sockets: ["/var/run/docker.sock"] }));
    expect(found.chosen).toBe(false);
    expect(found.list.map(({ endpoint }) => endpoint)).toEqual(["unix:///var/run/docker.sock"]);
  });

  test("by a context brings the context's certificates", () => {
    const tls = `/root/.docker/contexts/tls/${desktop}/docker`;
    const found = candidates(machine({ files: { ...chosenContext, [`${tls}/cert.pem`]: "…" } }));
    expect(found.list[0]?.tls).toBe(tls);
  });

  test("by a context that is not there is an error that names the file", () => {
    const name = createHash("sha256").update("gone").digest("hex");
    expect(() => candidates(machine({ env: { DOCKER_CONTEXT: "gone" } }))).toThrow(
      `DOCKER_CONTEXT names the Docker context gone, but /root/.docker/contexts/meta/${name}`,
    );
  });

  test("lies under DOCKER_CONFIG where that is set", () => {
    const files = { "/etc/dc/config.json": "{ not JSON" };
    expect(() => candidates(machine({ env: { DOCKER_CONFIG: "/etc/dc" }, files }))).toThrow(
      "/etc/dc/config.json is not JSON",
    );
  });

  test("by Podman's CONTAINER_HOST is taken where Docker's variables are silent", () => {
    const env = { CONTAINER_HOST: "unix:///run/podman/podman.sock", DOCKER_HOST: "" };
    expect(candidates(machine({ env })).list).toEqual([
      { endpoint: "unix:///run/podman/podman.sock", source: "CONTAINER_HOST" },
    ]);
  });

  test.each([
    [{ DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" }, "/certs"],
    [{ DOCKER_TLS_VERIFY: "1" }, "/root/.docker"],
    [{}, undefined],
  ])("over TCP speaks TLS as %j says", (tls, folder) => {
    expect(candidates(machine({ env: { DOCKER_HOST: "lab:2376", ...tls } })).list[0]).toEqual({
      endpoint: "tcp://lab:2376",
      source: "DOCKER_HOST",
      ...(folder === undefined ? {} : { tls: folder }),
    });
  });
});

describe("without a choice", () => {
  test("only sockets that exist are candidates, Docker's before Podman's", () => {
    const sockets = [
      "/run/podman/podman.sock",
      "/run/user/1000/docker.sock",
      "/home/someone/.docker/desktop/docker.sock",
    ];
    expect(candidates(machine({ uid: 1000, sockets })).list.map(({ source }) => source)).toEqual([
      "the rootless socket",
      "Docker Desktop's socket",
      "Podman's system socket",
    ]);
  });

  test("a bare machine has none", () => {
    expect(candidates(machine())).toEqual({ chosen: false, list: [] });
  });

  test("Windows has Docker Desktop's pipe", () => {
    expect(candidates(machine({ platform: "win32" })).list[0]?.endpoint).toBe(
      "npipe:////./pipe/docker_engine",
    );
  });
});
