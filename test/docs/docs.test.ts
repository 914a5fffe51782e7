import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { faultCatalogue } from "../../src/faults/catalogue.ts";
import { anchorsOf, blocksOf, linksOf, npmScriptsOf, pathsOf, rowsOf } from "./markdown.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const filesBelow = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path));

const guides = ["README.md", "CONTRIBUTING.md"] as const;
const documents = [...guides, ...filesBelow("docs", ".md")];

/** Links of a document that lead nowhere. */
function brokenLinks(document: string, text: string): readonly string[] {
  return linksOf(text)
    .filter(({ path, heading }) => {
      const target = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(root, target))) return true;
      if (heading === undefined) return false;
      return !anchorsOf(target === document ? text : read(target)).includes(heading);
    })
    .map(({ path, heading }) => (heading === undefined ? path : `${path}#${heading}`));
}

/** Paths that a document names and that are not there. */
function missingPaths(text: string): readonly string[] {
  return pathsOf(text).filter((path) => !existsSync(join(root, path)));
}

describe("docs/faults.md", () => {
  const rows = rowsOf(read("docs/faults.md"));

  test("has one row for each fault of the catalogue, and no other", () => {
    const named = rows.map(([fault]) => fault);
    expect(named.toSorted()).toEqual(
      Object.keys(faultCatalogue)
        .map((fault) => `\`${fault}\``)
        .toSorted(),
    );
  });

  test("leaves no cell of a row empty", () => {
    for (const cells of rows) {
      expect(cells, cells[0]).toHaveLength(8);
      expect(cells, cells[0]).not.toContain("");
    }
  });
});

describe("what the documents point to is there", () => {
  test.each(documents)("the links of %s", (document) => {
    expect(brokenLinks(document, read(document))).toEqual([]);
  });

  test("a link to a missing file or heading is found", () => {
    const text = "# A title\n[a](docs/nowhere.md) [b](#a-title) [c](#no-title) [d](docs/faults.md#limits)";
    expect(brokenLinks("README.md", text)).toEqual(["docs/nowhere.md", "#no-title"]);
  });

  test.each(documents)("the files that %s names", (document) => {
    expect(missingPaths(read(document))).toEqual([]);
  });

  test("a file that is not there is found, a placeholder is none", () => {
    expect(missingPaths("`src/no-such.ts` `src/faults/<name>.ts` `src/lab/lab.ts` `scenarios/*.ts`")).toEqual(
      ["src/no-such.ts"],
    );
  });

  test("the decisions that the sources cite", () => {
    const decisions = [...read("docs/architecture.md").matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    const sources = ["src", "fixtures", "scenarios"].flatMap((folder) => filesBelow(folder, ".ts")).map(read);
    const cited = sources.flatMap((text) =>
      [...text.matchAll(/architecture\.md(?:, decision)? (\d+)/g)].map(([, number]) => number),
    );
    expect(cited).not.toHaveLength(0);
    expect(decisions).toEqual(expect.arrayContaining(cited));
  });
});

describe("what a reader is told to run exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

  test.each(guides)("the npm scripts of %s", (guide) => {
    const named = npmScriptsOf(read(guide));
    expect(named).toContain("certify");
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...named]));
  });

  test("a script is recognised wherever it is named", () => {
    expect(npmScriptsOf("`npm run no:such-one` and npm ci && npm test")).toEqual(["no:such-one", "test"]);
  });
});

test("the scenario that README explains is the one that runs", () => {
  const readme = read("README.md");
  const explained = pathsOf(readme.replaceAll(/\[([^\]]+)\]/g, "`$1`")).filter((path) =>
    path.endsWith(".scenario.ts"),
  );
  expect(explained).toHaveLength(1);
  const blocks = blocksOf(readme, "ts");
  expect(blocks).toHaveLength(1);
  expect(read(explained.join())).toContain(blocks.join());
});

test("docs/architecture.md shows the borders that lint holds", () => {
  const [, held = ""] = /mayImport: [^=]*= \{\n([\s\S]*?)\n\};/.exec(read("eslint.config.ts")) ?? [];
  const borders = [...held.matchAll(/(\w+): \[([^\]]*)\]/g)].map(
    ([, folder = "", others = ""]) =>
      [
        `\`src/${folder}\``,
        others.replaceAll(/[",]/g, "").trim().replaceAll(" ", ", ") || "nothing",
      ] as const,
  );
  const shown = rowsOf(read("docs/architecture.md"))
    .filter(([folder = ""]) => /^`src\/\w+`$/.test(folder) && folder !== "`src/cli`")
    .map(([folder, , imports]) => [folder, imports] as const);
  expect(borders).not.toHaveLength(0);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(borders));
});
