import { expect, test } from "vitest";
import { installedEngines, programPath } from "../../../src/lab/engine/installed.ts";
import { ownDockerd } from "../../../src/lab/engine/search.ts";
import { machine } from "./made-up-machine.ts";

test("the docker client alone is no engine", () => {
  expect(installedEngines(machine({ programs: ["/usr/bin/docker", "/usr/local/bin/docker"] }))).toEqual([]);
});

test("dockerd is found where an ordinary user's PATH does not lead", () => {
  const here = machine({ uid: 1000, env: { PATH: "/usr/bin" }, programs: ["/usr/sbin/dockerd"] });
  expect(installedEngines(here)).toEqual([{ name: "dockerd", path: "/usr/sbin/dockerd" }]);
});

test("a containerd counts only where it serves", () => {
  expect(installedEngines(machine({ programs: ["/usr/bin/containerd"] }))).toEqual([]);
  const serving = machine({ sockets: ["/run/containerd/containerd.sock"] });
  expect(installedEngines(serving).map(({ name }) => name)).toEqual(["containerd"]);
});

test("PATH goes before the usual folders, and relative entries of it are not looked at", () => {
  const here = machine({
    env: { PATH: ".:/opt/bin" },
    programs: ["dockerd", "/opt/bin/dockerd", "/usr/sbin/dockerd"],
  });
  expect(programPath(here, "dockerd")).toBe("/opt/bin/dockerd");
});

test("only the dockerd that haproof's own packages brought is ours", () => {
  const marker = { version: 1, packages: ["docker.io"], dockerd: "/usr/sbin/dockerd" } as const;
  const ours = { ...marker, packages: [...marker.packages] };
  expect(ownDockerd(ours, "/usr/sbin/dockerd")).toBe("/usr/sbin/dockerd");
  expect(ownDockerd(ours, "/usr/bin/dockerd")).toBeUndefined();
  expect(ownDockerd({ ...ours, packages: [] }, "/usr/sbin/dockerd")).toBeUndefined();
  expect(ownDockerd(undefined, "/usr/sbin/dockerd")).toBeUndefined();
  expect(ownDockerd(ours, undefined)).toBeUndefined();
});

test("a set-up that was cut off before it saw its dockerd is taken up again", () => {
  expect(ownDockerd({ version: 1, packages: ["docker.io"] }, "/usr/sbin/dockerd")).toBe("/usr/sbin/dockerd");
});
