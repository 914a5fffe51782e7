import { HarnessError } from "../../../src/errors.ts";

/** Applies one file's unified diff as strictly as `patch --fuzz=0`: every context line has to be there, at its place. */
export function applyPatch(before: string, diff: string): string {
  if (diff === "") return before;
  const lines = toLines(before);
  const result: string[] = [];
  let at = 0;
  for (const { from, old, fresh } of hunksOf(diff)) {
    result.push(...lines.slice(at, from));
    const found = lines.slice(from, from + old.length);
    if (found.join("") !== old.join(""))
      throw new HarnessError("INTERNAL", `the hunk at line ${from + 1} does not fit`);
    result.push(...fresh);
    at = from + old.length;
  }
  return [...result, ...lines.slice(at)].join("");
}

/** What is shown of the old file: the lines with " " or "-" before them. */
export function shownLines(diff: string): readonly string[] {
  return hunksOf(diff).flatMap(({ old }) => old);
}

interface Hunk {
  readonly from: number;
  readonly old: readonly string[];
  readonly fresh: readonly string[];
}

export function hunksOf(diff: string): readonly Hunk[] {
  const [, , ...body] = diff.split("\n").slice(0, -1);
  const hunks: { from: number; old: string[]; fresh: string[] }[] = [];
  let sign = " ";
  for (const line of body) {
    const header = /^@@ -(\d+),(\d+) \+\d+,\d+ @@$/.exec(line);
    const hunk = hunks.at(-1);
    if (header !== null) {
      const from = Number(header[1]);
      hunks.push({ from: header[2] === "0" ? from : from - 1, old: [], fresh: [] });
    } else if (line.startsWith("\\")) {
      // "No newline at end of file" is said of the line above.
      if (sign !== "+") hunk?.old.push(hunk.old.pop()?.slice(0, -1) ?? "");
      if (sign !== "-") hunk?.fresh.push(hunk.fresh.pop()?.slice(0, -1) ?? "");
    } else if (hunk !== undefined) {
      sign = line.slice(0, 1);
      if (sign !== "+") hunk.old.push(`${line.slice(1)}\n`);
      if (sign !== "-") hunk.fresh.push(`${line.slice(1)}\n`);
    }
  }
  return hunks;
}

function toLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
