import fc from "fast-check";
import { expect, test } from "vitest";
import { inOrder } from "../../../src/lab/images/image-order.ts";
import type { ImageSpec } from "../../../src/lab/images/images.ts";

const spec = (name: string, from = "debian"): ImageSpec => ({ name, from, context: `/images/${name}` });

test("each image comes after the one that it builds on", () => {
  const names = inOrder([spec("kms", "node"), spec("node", "base"), spec("base"), spec("lb", "base")]).map(
    ({ name }) => name,
  );
  expect(names).toEqual(["base", "node", "kms", "lb"]);
});

test("in whatever order they are given, none is lost and none comes before its base", () => {
  const tree = [spec("a"), spec("b", "a"), spec("c", "a"), spec("d", "c"), spec("e")];
  fc.assert(
    fc.property(fc.shuffledSubarray(tree, { minLength: tree.length }), (specs) => {
      const names = inOrder(specs).map(({ name }) => name);
      expect(names.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
      for (const { name, from } of tree) expect(names.indexOf(from)).toBeLessThan(names.indexOf(name));
    }),
  );
});

test.each([
  [
    "a base that is not there",
    [spec("lb", "base")],
    "image lb builds on base, which is not among the images",
  ],
  ["a circle", [spec("a", "b"), spec("b", "a")], "images build on each other: a → b → a"],
  ["a name that is given twice", [spec("a"), spec("a")], "two images have the same name"],
])("%s is an error", (_, specs, message) => {
  expect(() => inOrder(specs)).toThrow(message);
});
