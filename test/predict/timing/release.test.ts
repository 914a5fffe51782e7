import { expect, test } from "vitest";
import { isAtLeast } from "../../../src/predict/timing/release.ts";

test.each([
  ["2.6.12", "2.6.12", true],
  ["2.10", "2.9", true],
  ["2.6", "2.6.1", false],
  ["2.6.12-1+deb12u4", "2.6.12", true],
  ["3.3", "3.3", true],
  ["3.2.9", "3.3", false],
])("release %s is at least %s: %s", (release, than, expected) => {
  expect(isAtLeast(release, than)).toBe(expected);
});
