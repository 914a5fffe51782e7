import { expect, it } from "vitest";
import { Remembered } from "../../../src/predict/advise/remembered.ts";

/** Reads through `memory` and says which texts were really read. */
function reads(memory: Remembered<string>, texts: readonly string[]): readonly string[] {
  const read: string[] = [];
  for (const text of texts) {
    const value = memory.get(text, () => {
      read.push(text);
      return `${text}!`;
    });
    expect(value).toBe(`${text}!`);
  }
  return read;
}

it("reads a text once", () => {
  expect(reads(new Remembered(), ["a", "b", "a", "b", "a"])).toEqual(["a", "b"]);
});

it("forgets the oldest of large texts, and never the newest", () => {
  const [a, b, c] = ["a", "b", "c"].map((sign) => sign.repeat(2 ** 21)) as [string, string, string];
  expect(reads(new Remembered(), [a, b, b, c, b, a])).toEqual([a, b, c, a]);
  const huge = "x".repeat(5 * 2 ** 20);
  expect(reads(new Remembered(), [a, huge, huge])).toEqual([a, huge]);
});

it("does not remember a failure", () => {
  const memory = new Remembered<string>();
  const broken = (): string => {
    throw new SyntaxError("broken");
  };
  expect(() => memory.get("a", broken)).toThrow("broken");
  expect(reads(memory, ["a"])).toEqual(["a"]);
});
