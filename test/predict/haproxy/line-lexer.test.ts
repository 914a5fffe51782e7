import { describe, expect, it } from "vitest";
import { Environment } from "../../../src/predict/haproxy/environment.ts";
import { lexLine } from "../../../src/predict/haproxy/line-lexer.ts";
import type { Word } from "../../../src/predict/haproxy/section.ts";
import { SourceLines } from "../../../src/predict/source-text.ts";

const unset: string[] = [];

function lex(line: string, env: Record<string, string> = {}): readonly Word[] {
  const lines = new SourceLines((text) => text);
  lines.add({ name: "a.cfg", text: `${line}\n` });
  unset.length = 0;
  return lexLine(
    line,
    { file: "a.cfg", line: 1, column: 1 },
    {
      lines,
      environment: new Environment(env),
      pseudo: (name) => ({ ".LINE": "1", ".FILE": "a.cfg", ".SECTION": "s" })[name],
      unset: (name) => unset.push(name),
    },
  );
}

function texts(line: string, env: Record<string, string> = {}): readonly string[] {
  return lex(line, env).map(({ text }) => text);
}

describe("words of a line", () => {
  it.each([
    ["a b\tc", ["a", "b", "c"]],
    ["  a  ", ["a"]],
    ["a # b", ["a"]],
    ["a#b c", ["a"]],
    ["a\\#b", ["a#b"]],
    ["'a # b' c", ["a # b", "c"]],
    ['"a # b"', ["a # b"]],
    ["a\\ b", ["a b"]],
    ["'a\\ b'", ["a\\ b"]],
    ['"a\\"b\\$c\\n"', ['a"b$c\n']],
    ["a'b'\"c\"d", ["abcd"]],
    ["\\x41\\x4a", ["AJ"]],
    ["\\q\\", ["\\q\\"]],
    ['a "" b', ["a", "", "b"]],
    ['a ""', ["a"]],
    ["a\rb", ["a"]],
    ["a \rb", ["a", "b"]],
    ["it\\'s", ["it's"]],
  ])("%j", (line, words) => {
    expect(texts(line)).toEqual(words);
  });

  it("fills variables in only inside double quotes", () => {
    const env = { A: "x y", B: "" };
    expect(texts('"$A" $A \'$A\' "${A}" "-${A}-" "$B"z', env)).toEqual([
      "x y",
      "$A",
      "$A",
      "x y",
      "-x y-",
      "z",
    ]);
  });

  it("takes a default where a variable is not set, and only then", () => {
    expect(texts('"${A-1 2}" "${B-1}" "${A-}"', { B: "" })).toEqual(["1 2", "", ""].slice(0, 2));
    expect(unset).toEqual([]);
  });

  it("tells of variables that nobody set", () => {
    expect(texts('a"${A}" b')).toEqual(["a", "b"]);
    expect(unset).toEqual(["A"]);
  });

  it("makes words of a variable's words with [*]", () => {
    expect(texts('x "${A[*]}" y', { A: "check  inter 5s" })).toEqual(["x", "check", "inter", "5s", "y"]);
    expect(texts('"a${A[*]}b"', { A: "1 2" })).toEqual(["a1", "2b"]);
  });

  it("knows the variables of the place", () => {
    expect(texts('"${.FILE}:${.LINE}:${.SECTION}"')).toEqual(["a.cfg:1:s"]);
  });

  it("says where each word begins", () => {
    expect(lex('  a "b c"d  e').map(({ place }) => place.column)).toEqual([3, 5, 13]);
  });

  it.each([
    ['a "b', 3, 'a closing "'],
    ["a 'b", 3, "a closing '"],
    ["a \\x4g", 3, "two hexadecimal digits"],
    ['"${A', 2, "a closing }"],
    ['"${A-b"', 2, "a closing }"],
    ['"${A[1]}"', 5, "[*]"],
    ['"${.WHAT}"', 2, "${.FILE}"],
    ['"$1"', 3, "the name of a variable"],
    ['"a$"', 4, "the name of a variable"],
    ["a\0b", 2, "text"],
  ])("refuses %j at column %i", (line, column, wanted) => {
    expect(() => lex(line)).toThrow(`a.cfg:1:${String(column)}: expected ${wanted}`);
  });

  it("takes 64 words and no more, nor a blank after them", () => {
    const words = (count: number): string =>
      Array.from({ length: count }, (_, at) => `w${String(at)}`).join(" ");
    expect(lex(words(64))).toHaveLength(64);
    expect(() => lex(words(65))).toThrow("at most 64 words");
    expect(() => lex(`${words(64)} `)).toThrow("at most 64 words");
    expect(() => lex('"${A[*]}"', { A: words(65) })).toThrow("at most 64 words");
  });
});
