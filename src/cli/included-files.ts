import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SourceFile } from "../predict/source-text.ts";

/**
 * The files that an `include` of keepalived.conf names, in the order of their names; relative ones start in the folder of
 * the file that includes them. What does not exist or cannot be read is left out: keepalived goes on without it too.
 */
export function includedFiles(glob: string, from: string): readonly SourceFile[] {
  const path = resolve(dirname(from), glob);
  return expanded(path).flatMap((name) => {
    const text = readable(name);
    return text === undefined ? [] : [{ name, text }];
  });
}

function expanded(path: string): readonly string[] {
  const [, ...segments] = path.split("/");
  return segments.reduce<readonly string[]>(
    (folders, segment) =>
      isPattern(segment)
        ? folders.flatMap((folder) => matching(folder, segment).map((name) => join(folder, name)))
        : folders.map((folder) => join(folder, segment)),
    ["/"],
  );
}

function isPattern(segment: string): boolean {
  return /[*?[]/.test(segment);
}

function matching(folder: string, pattern: string): readonly string[] {
  const source = pattern
    .replaceAll(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("[!", "[^");
  try {
    const expression = new RegExp(`^${source}$`);
    return readdirSync(folder)
      .filter((name) => expression.test(name) && (!name.startsWith(".") || pattern.startsWith(".")))
      .sort();
  } catch {
    return [];
  }
}

function readable(name: string): string | undefined {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return undefined;
  }
}
