import { describe, expect, it } from "vitest";
import { decomment } from "../../../src/predict/keepalived/decomment.ts";
import { Definitions, parseDefinition } from "../../../src/predict/keepalived/definitions.ts";
import { familyOf } from "../../../src/predict/keepalived/ip-address.ts";
import { readBoolean, readDecimal, readInteger } from "../../../src/predict/keepalived/number.ts";
import { parseSequence } from "../../../src/predict/keepalived/sequence.ts";
import { splitCommand, splitWords } from "../../../src/predict/keepalived/words.ts";

describe("comments", () => {
  it.each([
    ["  a b  ", "a b"],
    ["a # b", "a"],
    ["a!b", "a"],
    ['a "b # c" # d', 'a "b # c"'],
    ["a \\# b \\! c", "a # b ! c"],
    ['a "\\#"', 'a "\\#"'],
    ["a \\", "a\\"],
    ["a # b \\", "a\\"],
    ["\\", "\\"],
    ["# all", ""],
    ["a\\\\b # c", "a\\\\b"],
  ])("of %j leave %j", (line, text) => {
    expect(decomment(line).text).toBe(text);
  });

  it("begin nowhere behind a quote that is not closed", () => {
    expect(decomment('a "b # c')).toEqual({ text: 'a "b # c', from: 0, unterminated: true });
    expect(decomment('a "b" # "c').unterminated).toBe(false);
  });
});

describe("words", () => {
  const words = (line: string): readonly string[] =>
    splitWords(line, { file: "k", line: 1, column: 1 }, true).words.map(
      ({ text, place }) => `${text}@${String(place.column)}`,
    );

  it("are separated by blanks and quotes", () => {
    expect(words('a  "b c"d e"f"')).toEqual(["a@1", "b c@4", "d@9", "e@11", "f@12"]);
    expect(words('a ""')).toEqual(["a@1", "@3"]);
    expect(splitWords('a "b', { file: "k", line: 1, column: 1 }, true)).toMatchObject({
      unmatched: true,
      words: [{ text: "a" }],
    });
  });

  it("of a command are cut as a shell does", () => {
    expect(splitCommand(`script "a 'b' c" d\\ e 'f "g"'`)).toEqual(["script", "a 'b' c", "d e", 'f "g"']);
    expect(splitCommand("a\\x41b \\101 \\cA \\n \\q")).toEqual(["a\u001b", "A", "\u0001", "\n", "q"]);
    expect(splitCommand('a "" b')).toEqual(["a", "", "b"]);
    expect(splitCommand('a "b')).toBeUndefined();
    expect(splitCommand("a \\")).toBeUndefined();
  });
});

describe("definitions", () => {
  const filled = (line: string, known: Record<string, string>): string | undefined =>
    new Definitions(known).replace(line)?.text;

  it("are recognised", () => {
    expect(parseDefinition("$A_1= x y")).toEqual({ name: "A_1", value: "x y" });
    expect(["$A = x", "$1=x", "A=x", "$A", "$A-B=x"].map(parseDefinition)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it("are filled in where their name ends", () => {
    expect(filled("$A $A/24 ${A}/24 $A,$A) ${A", { A: "x" })).toBe("x $A/24 x/24 x,x) ${A");
    expect(filled("$A $B", { A: "$B", B: "y" })).toBe("y y");
    expect(filled("${_RANDOM 1 9}", { _RANDOM: "0" })).toBe("0");
    expect(filled("$X", { A: "x" })).toBe("$X");
  });

  it("never end where one leads back to itself", () => {
    expect(filled("$A", { A: "$A" })).toBeUndefined();
    expect(filled("$A", { A: "$B", B: "$A" })).toBeUndefined();
  });

  it("stop at the length of a line", () => {
    expect(new Definitions({ A: "x".repeat(600) }).replace("${A}${A}")).toMatchObject({ tooLong: true });
    expect(new Definitions({ A: "${A}x" }).replace("$A")).toMatchObject({ tooLong: true });
  });
});

describe("sequences", () => {
  const rounds = (line: string): readonly (readonly string[])[] | undefined => {
    const sequence = parseSequence(line, (text) => text);
    return sequence && Array.from({ length: sequence.rounds }, (_, round) => sequence.valuesAt(round));
  };

  it.each([
    ["~SEQ(a, 3) x", [["1"], ["2"], ["3"]]],
    ["~SEQ(a,2,4) x", [["2"], ["3"], ["4"]]],
    ["~SEQ(a, 4, 2) x", [["4"], ["3"], ["2"]]],
    ["~SEQ(a, 1, 2, 6) x", [["1"], ["3"], ["5"]]],
    ["~SEQ(a, -2) x", [["-1"], ["-2"]]],
    ["~SEQx(a, 9, 11) x", [["9"], ["a"], ["b"]]],
    ["~SEQ(a, 0x10, 020) x", [["16"]]],
    ["~LST(a, x, y) z", [["x"], ["y"]]],
    [
      "~LST({a, b}, {1, 2}, {3}) z",
      [
        ["1", "2"],
        ["3", ""],
      ],
    ],
  ])("%j", (line, values) => {
    expect(rounds(line)).toEqual(values);
  });

  it.each([
    "~SEQ(a)",
    "~SEQ a, 1",
    "~SEQ(a, 1, 0, 5)",
    "~SEQ(a, 1, -1, 5)",
    "~SEQ(a, one)",
    "~SEQ(a,1,2,3,4)",
    "~LST(a)",
    "~LST({a}, {1, 2})",
    "~LST(a, 1",
  ])("%j is none", (line) => {
    expect(rounds(line)).toBeUndefined();
  });
});

describe("numbers", () => {
  it("are used in spite of what follows them, where keepalived is lenient", () => {
    expect(readInteger("5", [0, 9], false)).toEqual({ value: 5, fault: undefined });
    expect(readInteger("5x", [0, 9], true)).toMatchObject({ value: 5, fault: "invalid number 5x" });
    expect(readInteger("5x", [0, 9], false).value).toBeUndefined();
    expect(readInteger("10", [0, 9], true).value).toBeUndefined();
    expect(readInteger("-3", [-9, 9], true).value).toBe(-3);
    expect(readInteger("", [0, 9], true).fault).toBeDefined();
  });

  it("with decimals keep their scale only when nothing follows", () => {
    const range = [0, 1_000_000_000] as const;
    expect(readDecimal("0.5", 6, range)).toEqual({ value: 500_000, fault: undefined });
    expect(readDecimal("2", 6, range).value).toBe(2_000_000);
    expect(readDecimal("0.0000005", 6, range)).toMatchObject({
      value: 1,
      fault: "number 0.0000005 has too many decimal places",
    });
    expect(readDecimal("5s", 6, range)).toMatchObject({ value: 5, fault: "invalid number 5s" });
    expect(readDecimal("-1", 6, range).value).toBeUndefined();
    expect(readDecimal("99999", 6, range).value).toBeUndefined();
  });

  it("may be switches", () => {
    expect(["on", "true", "yes", "off", "false", "no", "1", ""].map(readBoolean)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      undefined,
      undefined,
    ]);
  });
});

describe("addresses", () => {
  it.each(["192.0.2.1", "0.0.0.0", "255.255.255.255"])("%s is IPv4", (text) => {
    expect(familyOf(text)).toBe("inet");
  });
  it.each(["::", "::1", "fe80::1", "2001:db8:0:0:0:0:0:1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7::"])(
    "%s is IPv6",
    (text) => {
      expect(familyOf(text)).toBe("inet6");
    },
  );
  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4.",
    ":",
    ":::",
    "1::2::3",
    "12345::",
    "g::",
    "1:2:3:4:5:6:7:8:9",
    "::1.2.3",
    "eth0",
  ])("%j is none", (text) => {
    expect(familyOf(text)).toBeUndefined();
  });
});
