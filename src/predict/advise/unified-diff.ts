import { differences, type Difference } from "./line-diff.ts";
import { isSecretLine } from "./secret-line.ts";

const usualContext = 3;
const noNewline = "\\ No newline at end of file";

/** A file before and after. */
export interface ChangedFile {
  /** As it shall stand behind `a/` and `b/`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The change as `patch -p1` and `git apply` take it. Lines that may hold a secret are never shown: where one stands near a
 * change, there is less context, equally on both sides (unequal context would pin the hunk to an end of the file).
 */
export function unifiedDiff({ name, before, after }: ChangedFile): string {
  if (before === after) return "";
  const texts = { old: linesOf(before), new: linesOf(after) };
  const hunks = hunksOf(differences(texts.old.lines, texts.new.lines), texts.old.lines);
  const body = hunks.flatMap((hunk) => printed(hunk, texts));
  return [`--- a/${name}`, `+++ b/${name}`, ...body, ""].join("\n");
}

interface Text {
  readonly lines: readonly string[];
  readonly endsWithNewline: boolean;
}

/** The last line is told apart where it has no line feed: it is another line than the same one with it. */
function linesOf(text: string): Text {
  const lines = text.split("\n");
  const endsWithNewline = lines.at(-1) === "";
  if (endsWithNewline) lines.pop();
  else lines.push(`${lines.pop() ?? ""}\n`);
  return { lines, endsWithNewline };
}

type IsSecret = (index: number) => boolean;

interface Hunk {
  readonly changes: readonly Difference[];
  readonly lead: number;
  readonly trail: number;
}

function hunksOf(changes: readonly Difference[], lines: readonly string[]): readonly Hunk[] {
  const secret: IsSecret = (index) => isSecretLine(lines, index);
  const groups: Difference[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    const gap = last === undefined ? [] : range(last.old[1], change.old[0]);
    const joins = last !== undefined && gap.length <= 2 * usualContext && !gap.some(secret);
    if (joins) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups.map((group, index) => {
    const from = group[0]?.old[0] ?? 0;
    const until = group.at(-1)?.old[1] ?? 0;
    const floor = groups[index - 1]?.at(-1)?.old[1] ?? 0;
    const ceiling = groups[index + 1]?.[0]?.old[0] ?? lines.length;
    return { changes: group, ...contextOf({ from, until, floor, ceiling }, secret, lines.length) };
  });
}

interface Room {
  readonly from: number;
  readonly until: number;
  /** Where the neighbouring changes end and begin. */
  readonly floor: number;
  readonly ceiling: number;
}

function contextOf(
  { from, until, floor, ceiling }: Room,
  secret: IsSecret,
  length: number,
): { readonly lead: number; readonly trail: number } {
  // Neighbours share the lines between them: the one above gets the smaller half.
  const above = floor === 0 ? from : Math.ceil((from - floor) / 2);
  const below = ceiling === length ? length - until : Math.floor((ceiling - until) / 2);
  const lead = clean(range(from - Math.min(usualContext, above), from).reverse(), secret);
  const trail = clean(range(until, until + Math.min(usualContext, below)), secret);
  const atStart = lead === from;
  const atEnd = until + trail === length;
  const least = Math.min(lead, trail);
  return { lead: atEnd ? lead : least, trail: atStart ? trail : least };
}

/** How many of these lines come before the first secret. */
function clean(indexes: readonly number[], secret: IsSecret): number {
  const at = indexes.findIndex(secret);
  return at === -1 ? indexes.length : at;
}

function range(from: number, until: number): number[] {
  return Array.from({ length: Math.max(0, until - from) }, (_, at) => from + at);
}

function printed(
  { changes, lead, trail }: Hunk,
  texts: { readonly old: Text; readonly new: Text },
): readonly string[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = { old: first.old[0] - lead, new: first.new[0] - lead };
  const end = { old: last.old[1] + trail, new: last.new[1] + trail };
  const lines: string[] = [];
  let at = start.old;
  for (const change of changes) {
    lines.push(...marked(" ", texts.old.lines.slice(at, change.old[0])));
    lines.push(...marked("-", texts.old.lines.slice(...change.old)));
    lines.push(...marked("+", texts.new.lines.slice(...change.new)));
    at = change.old[1];
  }
  lines.push(...marked(" ", texts.old.lines.slice(at, end.old)));
  return [`@@ -${spanOf(start.old, end.old)} +${spanOf(start.new, end.new)} @@`, ...lines];
}

/** "12,3"; an empty span names the line before it. */
function spanOf(from: number, until: number): string {
  return `${until === from ? from : from + 1},${until - from}`;
}

function marked(sign: " " | "-" | "+", lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) =>
    line.endsWith("\n") ? [`${sign}${line.slice(0, -1)}`, noNewline] : [`${sign}${line}`],
  );
}
