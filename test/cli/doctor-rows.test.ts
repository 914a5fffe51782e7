import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import * as rows from "../../src/cli/doctor-rows.ts";
import type { Engine } from "../../src/lab/engine/engine.ts";
import { featuresByConfig } from "../../src/lab/engine/kernel-features.ts";

const engine: Engine = {
  docker: new Docker({ socketPath: "/nowhere" }),
  endpoint: "unix:///var/run/docker.sock",
  apiVersion: "1.41",
  version: "20.10.24",
  local: true,
};
const statuses = (found: readonly rows.Row[]): readonly string[] => found.map(({ status }) => status);

test("an engine is ok, too old, or on another kernel", () => {
  expect(statuses(rows.engineRows(engine))).toEqual(["ok", "ok"]);
  expect(statuses(rows.engineRows({ ...engine, apiVersion: "1.40" }))).toEqual(["missing", "ok"]);
  expect(statuses(rows.engineRows({ ...engine, local: false }))).toEqual(["ok", "warn"]);
});

describe("without an engine", () => {
  const tried: string[] = [];
  const marker = undefined;

  test("the main job can run where set-up may act", () => {
    expect(rows.noEngineRow({ tried, marker, rule: { act: "install" } }).status).toBe("warn");
    expect(
      rows.noEngineRow({ tried, marker, rule: { act: "start", dockerd: "/usr/sbin/dockerd" } }).status,
    ).toBe("warn");
  });

  test("it cannot where a person has to act, who is told how", () => {
    const row = rows.noEngineRow({
      tried: ["unix:///x: refused"],
      marker,
      rule: { act: "none", todo: "start it" },
    });
    expect(row).toEqual({
      name: "engine",
      status: "missing",
      found: "none answers: unix:///x: refused",
      todo: "start it",
    });
  });
});

test("a needed feature that fails is missing, another a warning, an untried one not known", () => {
  const found = rows.featureRows(featuresByConfig("CONFIG_PACKET=y"), undefined);
  const byName = Object.fromEntries(found.map((row) => [row.name, row]));
  expect(byName["packet filter at an interface"]?.status).toBe("missing");
  expect(byName["packet capture"]?.status).toBe("ok");
  expect(byName["delay and reordering"]?.status).toBe("warn");
  expect(byName["freezing a host"]).toMatchObject({
    status: "warn",
    found: expect.stringContaining("not known yet") as string,
  });
});

describe("the machine", () => {
  const reading = {
    clockSource: "tsc",
    loadavg: "0.5 0 0 1/1 1",
    statBefore: "cpu 0 0 0 0 0 0 0 0",
    statAfter: "cpu 50 0 0 50 0 0 0 0",
  };

  test("is ok when it is quiet", () => {
    expect(statuses(rows.machineRows(reading, 2))).toEqual(["ok", "ok", "ok", "ok"]);
  });

  test.each([
    ["clock source", { ...reading, clockSource: "acpi_pm" }, 2],
    ["load", { ...reading, loadavg: "1.01 0 0 1/1 1" }, 2],
    ["steal", { ...reading, statAfter: "cpu 50 0 0 47 0 0 0 3" }, 2],
    ["cores", reading, 1],
  ])("is warned of for its %s", (name, measured, cores) => {
    expect(
      rows
        .machineRows(measured, cores)
        .filter(({ status }) => status !== "ok")
        .map((row) => row.name),
    ).toEqual([name]);
  });

  test("is not known yet where nothing can read it", () => {
    expect(rows.machineRows(undefined, 2)[1]?.found).toContain("not known yet");
  });

  test.each([
    [6e9, "ok"],
    [3e9, "warn"],
    [0.5e9, "missing"],
    [undefined, "warn"],
  ])("with %d bytes free is %s", (bytes, status) => {
    expect(rows.diskRow(bytes, "/var/lib/docker").status).toBe(status);
  });
});

describe("images", () => {
  const wanted = ["haproof/lb:aaaaaaaaaaaa", "haproof/base:bbbbbbbbbbbb"];

  test("that are all built are ok, with the older ones counted", () => {
    const row = rows.imagesRow([...wanted, "haproof/lb:cccccccccccc", "haproof/debian:bookworm"], wanted);
    expect(row.status).toBe("ok");
    expect(row.found).toContain("1 of older sources");
  });

  test("that are missing are named", () => {
    expect(rows.imagesRow([wanted[0] ?? ""], wanted)).toMatchObject({
      status: "warn",
      found: "1 of 2 are not built: haproof/base:bbbbbbbbbbbb",
    });
  });
});

test("a base that is missing says how it comes", () => {
  const facts = { reference: "haproof/debian:bookworm", present: [], canMake: true };
  expect(rows.baseRow({ ...facts, present: [facts.reference] }).status).toBe("ok");
  expect(rows.baseRow(facts).todo).toContain("makes it from packages");
  expect(rows.baseRow({ ...facts, canMake: false }).todo).toContain("HAPROOF_BASE_IMAGE");
});

test("what dead runs left is a warning, a run under way is none", () => {
  expect(rows.leftoversRow({ dead: [], living: ["haproof-1"] })).toEqual({
    name: "leftovers",
    status: "ok",
    found: "none; under way: haproof-1",
  });
  expect(rows.leftoversRow({ dead: ["haproof-2-lb1"], living: [] })).toMatchObject({
    status: "warn",
    todo: "haproof clean",
  });
});
