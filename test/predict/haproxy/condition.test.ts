import { describe, expect, it } from "vitest";
import { HarnessError } from "../../../src/errors.ts";
import { evaluateCondition } from "../../../src/predict/haproxy/condition.ts";
import { Environment } from "../../../src/predict/haproxy/environment.ts";

const facts = {
  environment: new Environment({ SET: "", NAME: "x" }),
  version: "2.6.12",
  features: ["OPENSSL", "LUA"],
  opensslVersion: "3.0.2",
};

function evaluate(text: string): boolean {
  return evaluateCondition(
    text,
    facts,
    (at, expected) => new HarnessError("BAD_CONFIG", `${String(at)}: ${expected}`),
  );
}

describe("a condition", () => {
  it.each([
    ["", false],
    ["0", false],
    ["1", true],
    ["-1", true],
    ["0x0", false],
    ["!0", true],
    ["!!0", false],
    ["! !1", true],
    ["1 && 0", false],
    ["1&&1", true],
    ["0 || 1", true],
    ["1 && 0 || 1", true],
    ["0 && (1 || 1)", false],
    ["((1))", true],
    ["!(1 && 0)", true],
    ["defined(SET)", true],
    ["defined(UNSET)", false],
    ["feature(LUA)", true],
    ["feature(QUIC)", false],
    ["streq(a,a)", true],
    ["streq(a,b)", false],
    ["strneq(a,b)", true],
    ['streq("a,b","a,b")', true],
    ["streq('(','(')", true],
    ["streq(,)", true],
    ["strstr(abc,b)", true],
    ["version_atleast(2.6)", true],
    ["version_atleast(2.7)", false],
    ["version_before(2.10)", true],
    ["version_atleast(2.6.13)", false],
    ["openssl_version_before(1.1.1)", false],
    ["openssl_version_atleast(3.0.0)", true],
    ["defined(SET) && !defined(UNSET) && version_atleast(2.4)", true],
  ])("%j is %j", (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it.each(["nonsense(1)", "1 1", "(1", "1)", "&& 1", "1 &&", "streq(a)", "defined(A", "1 | 1", "!"])(
    "%j does not read",
    (text) => {
      expect(() => evaluate(text)).toThrow(HarnessError);
    },
  );

  it("says where it does not read", () => {
    expect(() => evaluate("1 && nonsense(1)")).toThrow(/^5: a number, a parenthesis or one of defined, /);
  });

  it("ends on endless nesting and on endless chains", () => {
    expect(() => evaluate("(".repeat(100_000))).toThrow("at most 1024 steps");
    expect(() => evaluate(`${"1&&".repeat(100_000)}1`)).toThrow("at most 1024 steps");
    expect(evaluate(`${"!".repeat(100_000)}1`)).toBe(true);
  });
});
