import { describe, expect, it } from "vitest";
import { HarnessError } from "../../src/errors.ts";
import { SourceLines } from "../../src/predict/source-text.ts";

function error(line: string, column: number, found?: string): HarnessError {
  const lines = new SourceLines((text) => text.replace("secret", "******"));
  lines.add({ name: "a.cfg", text: `first\n${line}\n` });
  return lines.error({ file: "a.cfg", line: 2, column }, "a number", found);
}

describe("an error in a file", () => {
  it("names the place and shows the line with a caret", () => {
    expect(error("  timeout abc def", 11).message).toBe(
      "a.cfg:2:11: expected a number, found abc\n    timeout abc def\n            ^",
    );
    expect(error("x", 1)).toMatchObject({
      code: "BAD_CONFIG",
      details: { file: "a.cfg", line: 2, column: 1 },
    });
  });

  it("says when the line ends, or what it was told", () => {
    expect(error("abc", 4).message).toContain("found the end of the line\n  abc\n     ^");
    expect(error("abc", 1, "nothing of use").message).toContain("found nothing of use");
  });

  it("masks what the reader masks, in the found word too", () => {
    expect(error("say secret", 5).message).toBe(
      "a.cfg:2:5: expected a number, found ******\n  say ******\n      ^",
    );
  });

  it("cuts a long line around the place, and a long word", () => {
    const [head, shown = "", caret = ""] = error(`${"a ".repeat(500)}${"x".repeat(500)}`, 1001).message.split(
      "\n",
    );
    expect(head).toBe(`a.cfg:2:1001: expected a number, found ${"x".repeat(40)}…`);
    expect(shown.length).toBeLessThan(130);
    expect(shown[caret.indexOf("^")]).toBe("x");
    expect(shown[caret.indexOf("^") - 1]).toBe(" ");
  });

  it("lets no control character through", () => {
    expect(error("a\x1b[31m\tb", 1).message).toBe(
      "a.cfg:2:1: expected a number, found a?[31m\n  a?[31m b\n  ^",
    );
  });

  it("shows an empty line for a place that no file has", () => {
    expect(new SourceLines((text) => text).error({ file: "b", line: 9, column: 1 }, "x").message).toContain(
      "b:9:1",
    );
  });
});
