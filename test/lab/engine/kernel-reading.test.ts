import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { freeBytes, loadOf, readingIn, stealOf } from "../../../src/lab/engine/kernel-reading.ts";

const output = [
  "@before cpu  1000 0 500 8000 20 0 10 100 300 0",
  "@after cpu  1010 0 505 8070 20 0 10 115 303 0",
  "@load 0.82 0.27 0.09 1/109 7956",
  "@clock kvm-clock",
].join("\r\n");

test("a container's lines give a reading", () => {
  expect(readingIn(`+netdev\r\n${output}\r\nprobe done\r\n`)).toEqual({
    clockSource: "kvm-clock",
    loadavg: "0.82 0.27 0.09 1/109 7956",
    statBefore: "cpu  1000 0 500 8000 20 0 10 100 300 0",
    statAfter: "cpu  1010 0 505 8070 20 0 10 115 303 0",
  });
});

test("a missing line gives none: half a reading is no reading", () => {
  expect(readingIn(output.replace("@clock", "@clack"))).toBeUndefined();
});

test("load is the last minute's, and steal the share of the time between the readings, guests not counted twice", () => {
  const reading = readingIn(output);
  if (reading === undefined) expect.fail("no reading");
  expect(loadOf(reading)).toBe(0.82);
  expect(stealOf(reading)).toBeCloseTo(15 / 100, 10);
  expect(stealOf({ ...reading, statAfter: reading.statBefore })).toBe(0);
});

test("free space is known for a folder of this machine only", () => {
  expect(freeBytes(tmpdir())).toBeGreaterThan(0);
  expect(freeBytes("/nowhere/at/all")).toBeUndefined();
});
