/** A link of a document to another file of the repository, or to a heading. */
export interface Link {
  /** Relative to the document; empty for a heading of its own. */
  readonly path: string;
  readonly heading: string | undefined;
}

/** The links of a document, without those to the web. */
export function linksOf(text: string): readonly Link[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = "", heading] = target.split("#", 2);
      return { path, heading };
    });
}

/** The names by which a document's headings are linked to. */
export function anchorsOf(text: string): readonly string[] {
  return [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

/** The cells of every table row of a document, heads and rules left out. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split("\n").map((line) => line.trim());
  const isRule = (line: string | undefined): boolean => /^\|[\s|:-]+\|$/.test(line ?? "");
  return lines
    .filter((line, index) => line.startsWith("|") && !isRule(line) && !isRule(lines[index + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

/** The npm scripts that a document tells its reader to run. */
export function npmScriptsOf(text: string): readonly string[] {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = ""]) => script);
  return [...new Set([...named, ...(/\bnpm test\b/.test(text) ? ["test"] : [])])];
}

/**
 * The files and folders of the repository that a document names. Placeholders such as `<name>` and `*` name none, and a C file is one
 * of HAProxy's or keepalived's.
 */
export function pathsOf(text: string): readonly string[] {
  const words = [...prose(text).matchAll(/`([^`\s]+)`/g)].map(([, word = ""]) => word);
  return words.filter(
    (word) => /^(?:bench|bin|docs|fixtures|scenarios|src|test)\/[\w./-]*$/.test(word) && !word.endsWith(".c"),
  );
}

/** The fenced blocks of one language. */
export function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , block = ""]) => block);
}

/** A document without its fenced blocks. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
