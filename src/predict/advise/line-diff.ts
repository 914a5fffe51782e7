/** Lines `from` to `until` (from 0, the end excluded) of the old text become those of the new one. */
export interface Difference {
  readonly old: readonly [from: number, until: number];
  readonly new: readonly [from: number, until: number];
}

/**
 * Where two texts differ, line by line, with as few changed lines as there are (E. Myers, An O(ND) Difference Algorithm,
 * 1986). Time and memory grow with the length of the texts times the number of changed lines.
 */
export function differences(before: readonly string[], after: readonly string[]): readonly Difference[] {
  const steps = walkBack(before, after, trace(before, after));
  const found: Difference[] = [];
  for (const { x, y, kind } of steps) {
    const last = found.at(-1);
    const taken = kind === "delete" ? ([1, 0] as const) : ([0, 1] as const);
    if (last?.old[1] === x && last.new[1] === y) {
      found[found.length - 1] = {
        old: [last.old[0], x + taken[0]],
        new: [last.new[0], y + taken[1]],
      };
    } else found.push({ old: [x, x + taken[0]], new: [y, y + taken[1]] });
  }
  return found;
}

type Furthest = ReadonlyMap<number, number>;

/** For each number of edits, how far along each diagonal one gets with them. */
function trace(before: readonly string[], after: readonly string[]): readonly Furthest[] {
  const rounds: Furthest[] = [];
  let reached: Furthest = new Map([[1, 0]]);
  for (let edits = 0; edits <= before.length + after.length; edits += 1) {
    const next = new Map<number, number>(reached);
    rounds.push(reached);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOn(diagonal, edits, reached);
      let y = x - diagonal;
      while (x < before.length && y < after.length && before[x] === after[y]) [x, y] = [x + 1, y + 1];
      next.set(diagonal, x);
      if (x >= before.length && y >= after.length) return rounds;
    }
    reached = next;
  }
  return rounds;
}

/** Whether the diagonal is entered by an insertion (from above) or by a deletion (from the left). */
function entersByInsertion(diagonal: number, edits: number, reached: Furthest): boolean {
  const [left, above] = [reached.get(diagonal - 1) ?? -1, reached.get(diagonal + 1) ?? -1];
  return diagonal === -edits || (diagonal !== edits && left < above);
}

function startOn(diagonal: number, edits: number, reached: Furthest): number {
  return entersByInsertion(diagonal, edits, reached)
    ? (reached.get(diagonal + 1) ?? 0)
    : (reached.get(diagonal - 1) ?? 0) + 1;
}

interface Step {
  readonly x: number;
  readonly y: number;
  readonly kind: "insert" | "delete";
}

function walkBack(
  before: readonly string[],
  after: readonly string[],
  rounds: readonly Furthest[],
): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = rounds.length - 1; edits > 0; edits -= 1) {
    const reached = rounds[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const insertion = entersByInsertion(diagonal, edits, reached);
    const previous = insertion ? diagonal + 1 : diagonal - 1;
    x = reached.get(previous) ?? 0;
    y = x - previous;
    steps.push({ x, y, kind: insertion ? "insert" : "delete" });
  }
  return steps.reverse();
}
