import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/predict/lint/finding.ts";
import { lintText } from "../../../src/predict/lint/text.ts";

const finding: Finding = {
  rule: "a-rule",
  severity: "warning",
  place: { file: "lb1.conf", line: 3, column: 5 },
  message: "something is as it should not be, and it takes a whole line and some more to say so",
  why: "a window of 2.00 s",
  change: "write it",
};

describe("lintText", () => {
  it("says where, why and what to change, 80 columns wide", () => {
    expect(lintText([finding])).toBe(
      [
        "warning: something is as it should not be, and it takes a whole line and some",
        "  more to say so [a-rule]",
        "    at lb1.conf:3",
        "    why: a window of 2.00 s",
        "    change: write it",
        "",
        "0 errors, 1 warning, 0 notes",
      ].join("\n"),
    );
  });

  it("tells once of what is the same in several files, with all places", () => {
    const other = { ...finding, place: { file: "lb2.conf", line: 9, column: 1 } };
    const text = lintText([finding, other]);
    expect(text).toContain("at lb1.conf:3, lb2.conf:9");
    expect(text.match(/a-rule/g)).toHaveLength(1);
    expect(text).toContain("0 errors, 2 warnings, 0 notes");
  });

  it("keeps apart what differs in a number", () => {
    expect(lintText([finding, { ...finding, why: "a window of 3.00 s" }]).match(/a-rule/g)).toHaveLength(2);
  });

  it("names the place to compare with", () => {
    const related = [{ file: "lb2.conf", line: 4, column: 1 }];
    expect(lintText([{ ...finding, related }])).toContain("at lb1.conf:3 see lb2.conf:4");
  });

  it("says that nothing was found", () => {
    expect(lintText([])).toBe("0 errors, 0 warnings, 0 notes");
  });
});
