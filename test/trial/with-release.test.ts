import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withFilesOf } from "../../src/trial/own-files-system.ts";
import { loadScenarios, loadSystem } from "../../src/trial/systems.ts";
import { withRelease } from "../../src/trial/with-release.ts";

it("a system on another release says what its balancers run", async () => {
  const system = await loadSystem("cosmian-kms");
  expect(system.releases).toBeUndefined();
  expect(withRelease(system, "trixie").releases).toEqual({
    haproxyVersion: "3.0.11",
    keepalivedVersion: "2.3.3",
  });
});

it("a user's files are read by the rules of the release that shall run them", async () => {
  const [system, scenarios] = [await loadSystem("cosmian-kms"), await loadScenarios("cosmian-kms")];
  const text = (name: string): string =>
    readFileSync(new URL(`../../fixtures/systems/cosmian-kms/published/${name}`, import.meta.url), "utf8");
  const logs = "backend logs\n    mode log\n    server kms1 10.0.0.21:5696\n";
  const files = {
    haproxy: { name: "my.cfg", text: `${text("haproxy.cfg")}${logs}` },
    keepalived: ["keepalived-lb1.conf", "keepalived-lb2.conf"].map((name) => ({ name, text: text(name) })),
  };
  const asked = { scenarios, budgets: {} };
  await expect(withFilesOf(system, files, asked)).rejects.toMatchObject({ code: "BAD_CONFIG" });
  const own = await withFilesOf(withRelease(system, "trixie"), files, asked);
  expect(own.scenarios.length).toBeGreaterThan(0);
});
