import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setupRule, setupWish, type SetupFacts } from "../../../src/lab/engine/setup-rule.ts";

const bare: SetupFacts = {
  wish: "auto",
  chosen: undefined,
  denied: undefined,
  platform: "linux",
  root: true,
  apt: true,
  systemd: false,
  installed: [],
  ownDockerd: undefined,
};
const dockerd = { name: "dockerd", path: "/usr/sbin/dockerd" } as const;
const stopped: SetupFacts = { ...bare, installed: [dockerd] };

test("a bare Debian with root gets an engine", () => {
  expect(setupRule(bare)).toEqual({ act: "install" });
});

test("an installed engine that is stopped is left alone, and the person told how to start it", () => {
  const rule = setupRule(stopped);
  expect(rule).toMatchObject({ act: "none" });
  expect(rule).toHaveProperty("todo", expect.stringContaining("HAPROOF_SETUP=always"));
  expect(setupRule({ ...stopped, systemd: true })).toHaveProperty(
    "todo",
    expect.stringContaining("systemctl start docker"),
  );
});

test("the engine that haproof installed is started again", () => {
  expect(setupRule({ ...stopped, ownDockerd: dockerd.path })).toEqual({
    act: "start",
    dockerd: dockerd.path,
  });
});

test("HAPROOF_SETUP=always starts a stopped dockerd that somebody else installed", () => {
  expect(setupRule({ ...stopped, wish: "always" })).toEqual({ act: "start", dockerd: dockerd.path });
});

test("HAPROOF_SETUP=always starts no Podman, and installs nothing beside it", () => {
  const rule = setupRule({
    ...bare,
    wish: "always",
    installed: [{ name: "podman", path: "/usr/bin/podman" }],
  });
  expect(rule).toMatchObject({
    act: "none",
    todo: expect.stringContaining("podman system service") as string,
  });
});

describe("where nothing may be done, it says what to do", () => {
  test.each<[string, Partial<SetupFacts>, string]>([
    ["never", { wish: "never" }, "run once without HAPROOF_SETUP=never, and haproof sets it up"],
    [
      "never, for the engine that haproof installed",
      { wish: "never", installed: [dockerd], ownDockerd: dockerd.path },
      "the one that haproof installed is stopped",
    ],
    ["not root", { root: false }, "run once as root"],
    ["another distribution", { apt: false }, "this system's package manager"],
    ["a Mac", { platform: "darwin", apt: false }, "Docker Desktop or Podman"],
    ["a named engine", { chosen: "DOCKER_HOST (tcp://lab:1)" }, "DOCKER_HOST (tcp://lab:1)"],
    [
      "no permission",
      { denied: "unix:///var/run/docker.sock", root: false },
      "group that owns unix:///var/run/docker.sock",
    ],
    [
      "a containerd that serves others",
      { installed: [{ name: "containerd", path: "/run/x" }] },
      "containerd runs here",
    ],
    ["Docker Desktop", { installed: [{ name: "Docker Desktop", path: "/opt/x" }] }, "start Docker Desktop"],
  ])("%s", (_, facts, text) => {
    expect(setupRule({ ...bare, ...facts })).toMatchObject({
      act: "none",
      todo: expect.stringContaining(text) as string,
    });
  });
});

const anyFacts = fc.record<SetupFacts>({
  wish: fc.constantFrom("auto", "never", "always"),
  chosen: fc.option(fc.constant("DOCKER_HOST"), { nil: undefined }),
  denied: fc.option(fc.constant("unix:///s"), { nil: undefined }),
  platform: fc.constantFrom("linux", "darwin", "win32"),
  root: fc.boolean(),
  apt: fc.boolean(),
  systemd: fc.boolean(),
  installed: fc.subarray([dockerd, { name: "podman", path: "/usr/bin/podman" } as const]),
  ownDockerd: fc.option(fc.constant(dockerd.path), { nil: undefined }),
});

test("never, without root, or against a user's choice, nothing is installed or started", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      if (facts.wish !== "never" && facts.root && facts.chosen === undefined) return;
      expect(setupRule(facts).act).toBe("none");
    }),
  );
});

test("nothing is ever installed where an engine is", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      if (setupRule(facts).act === "install") expect(facts.installed).toEqual([]);
    }),
  );
});

test("HAPROOF_SETUP knows three words, and refuses a fourth", () => {
  expect(setupWish({})).toBe("auto");
  expect(setupWish({ HAPROOF_SETUP: "never" })).toBe("never");
  expect(() => setupWish({ HAPROOF_SETUP: "nevr" })).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
});
