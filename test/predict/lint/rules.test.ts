import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { rules } from "../../../src/predict/lint/rules.ts";
import { lineOf, lintOf } from "./clean-files.ts";
import { pairCases } from "./pair-cases.ts";
import { quietCases } from "./quiet-cases.ts";
import { scriptsCases } from "./scripts-cases.ts";
import { serversCases } from "./servers-cases.ts";
import { vrrpCases } from "./vrrp-cases.ts";

const cases = [...pairCases, ...scriptsCases, ...vrrpCases, ...serversCases];

it("finds nothing in a clean pair", () => {
  expect(lintOf({})).toEqual([]);
});

it("has a case in which each rule fails", () => {
  expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ id }) => id)));
  expect(rules.length).toBeGreaterThanOrEqual(20);
});

it("describes every rule in docs/lint.md, and no other", () => {
  const text = readFileSync(new URL("../../../docs/lint.md", import.meta.url), "utf8");
  const described = [...text.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map((match) => match[1]);
  expect(described).toEqual(rules.map(({ id }) => id));
});

describe("finds", () => {
  test.each(cases)("$rule $what", ({ rule, severity, files, line, why, options }) => {
    const [first] = lintOf(files, options).filter((finding) => finding.rule === rule);
    if (first === undefined) return expect.unreachable(`no finding of ${rule}`);
    expect(first.severity).toBe(severity);
    expect(lineOf(first, files)).toMatch(line);
    expect(first.why).toMatch(why);
    expect(first.change).not.toBe("");
  });
});

describe("does not find", () => {
  test.each(quietCases)("$rule: $what", ({ rule, files, options }) => {
    expect(lintOf(files, options).filter((finding) => finding.rule === rule)).toEqual([]);
  });
});
