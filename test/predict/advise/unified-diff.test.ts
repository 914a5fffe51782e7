import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../src/predict/advise/unified-diff.ts";
import { applyPatch, hunksOf, shownLines } from "./apply-patch.ts";

const secret = "  auth_pass hunter2";
const line = fc.constantFrom("a", "b", "c", "{", "}", "  x 1", secret);
const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean()).map(([lines, newline]) => {
  const joined = lines.join("\n");
  return newline && joined !== "" ? `${joined}\n` : joined;
});

describe("unifiedDiff", () => {
  it("is empty for a file that stays as it is", () => {
    expect(unifiedDiff({ name: "f", before: "a\n", after: "a\n" })).toBe("");
  });

  it("shows three lines around a change, and its place", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    expect(unifiedDiff({ name: "f.cfg", before, after: before.replace("5\n", "five\n") })).toBe(
      "--- a/f.cfg\n+++ b/f.cfg\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  it("says where a file does not end with a line feed", () => {
    const diff = unifiedDiff({ name: "f", before: "a\nb", after: "a\nc\n" });
    expect(diff).toContain("-b\n\\ No newline at end of file\n+c\n");
    expect(applyPatch("a\nb", diff)).toBe("a\nc\n");
  });

  it("turns the one file into the other, whatever they are", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff({ name: "f", before, after });
        expect(applyPatch(before, diff)).toBe(after);
      }),
      { numRuns: 300 },
    );
  });

  it("never shows a secret that stays, and keeps the context equal on both sides", () => {
    const changed = fc.tuple(
      fc.array(line, { minLength: 1, maxLength: 40 }),
      fc.nat({ max: 39 }),
      fc.nat({ max: 39 }),
    );
    fc.assert(
      fc.property(changed, ([lines, first, second]) => {
        const before = lines.map((each, at) => `${each}${each === secret ? "" : at}`);
        const after = before.map((each, at) =>
          (at === first || at === second) && each !== secret ? `${each}!` : each,
        );
        const diff = unifiedDiff({
          name: "f",
          before: `${before.join("\n")}\n`,
          after: `${after.join("\n")}\n`,
        });
        expect(diff).not.toContain("hunter2");
        expect(applyPatch(`${before.join("\n")}\n`, diff)).toBe(`${after.join("\n")}\n`);
        for (const { from, old } of hunksOf(diff)) {
          const changes = old.map((each) => !after.includes(each.slice(0, -1)));
          const lead = changes.indexOf(true);
          const trail = old.length - 1 - changes.lastIndexOf(true);
          const atEdge = from === 0 || from + old.length === before.length;
          if (!atEdge) expect(lead).toBe(trail);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("splits a hunk where a secret stands between two changes", () => {
    const before = `advert_int 1\n${secret}\npriority 3\n`;
    const diff = unifiedDiff({ name: "f", before, after: before.replace("1", "2").replace("3", "4") });
    expect(hunksOf(diff)).toHaveLength(2);
    expect(shownLines(diff)).toEqual(["advert_int 1\n", "priority 3\n"]);
  });

  it("hides what a secret's line goes on to", () => {
    const before = "a 1\n$KEY=\\\nhunter2\nb 2\n";
    expect(unifiedDiff({ name: "f", before, after: before.replace("b 2", "b 3") })).not.toContain("hunter2");
  });
});
