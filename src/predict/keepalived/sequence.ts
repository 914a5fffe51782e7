/** A line that stands for many: what each round sets, and the text that is read each time. */
export interface Sequence {
  readonly names: readonly string[];
  /** How many rounds there are, and what each sets; made one by one, a file may ask for millions. */
  readonly rounds: number;
  readonly valuesAt: (round: number) => readonly string[];
  readonly text: string;
}

/** Reads `~SEQ(…) text` or `~LST(…) text`; undefined where keepalived calls it invalid and leaves it out. */
export function parseSequence(line: string, fillIn: (text: string) => string): Sequence | undefined {
  return line.startsWith("~SEQ") ? parseSeq(line, fillIn) : parseLst(line);
}

/** `~SEQ(var, [start, [step,]] end)`; with an x (`~SEQx`) the numbers are hexadecimal. */
function parseSeq(line: string, fillIn: (text: string) => string): Sequence | undefined {
  const parts = /^~SEQ(x?)[ \t]*\([ \t]*([^ \t,)]+)[ \t]*,([^)]*)\)[ \t]*(.*)$/s.exec(line);
  if (parts === null) return undefined;
  const [, hex = "", name = "", given = "", text = ""] = parts;
  const numbers = fillIn(given).split(",").map(parseLong);
  const [one, two, three] = numbers;
  if (one === undefined || numbers.length > 3 || numbers.includes(undefined)) return undefined;
  const end = three ?? two ?? one;
  const start = two === undefined ? (end < 0 ? -1 : 1) : one;
  const up = two === undefined ? (end < 1 ? -1 : 1) : start <= end ? 1 : -1;
  const step = three === undefined ? up : (two ?? up);
  if (step === 0 || (start < end && step < 0) || (start > end && step > 0)) return undefined;
  if (hex !== "" && (start < 0 || end < 0)) return undefined;
  return {
    names: [name],
    rounds: Math.max(1, Math.floor((end - start) / step) + 1),
    valuesAt: (round) => [(start + round * step).toString(hex === "" ? 10 : 16)],
    text,
  };
}

/** strtol of C with base 0. */
function parseLong(text: string): number | undefined {
  const parts = /^\s*([+-]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)\s*$/i.exec(text);
  if (parts === null) return undefined;
  const digits = parts[2] ?? "";
  const value = /^0\d/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return Number.isSafeInteger(value) ? (parts[1] === "-" ? -value : value) : undefined;
}

/** `~LST(var, value, …) text`, `~LST({a, b}, {1, 2}, …) text`: missing values are empty. */
function parseLst(line: string): Sequence | undefined {
  const open = /^~LST[ \t]*\(/.exec(line)?.[0].length;
  const close = line.indexOf(")");
  if (open === undefined || close === -1) return undefined;
  const sets = splitSets(line.slice(open, close));
  const [names, ...values] = sets ?? [];
  if (names === undefined || values.length === 0 || values.some((set) => set.length > names.length))
    return undefined;
  return {
    names,
    rounds: values.length,
    valuesAt: (round) => names.map((_, index) => values[round]?.[index] ?? ""),
    text: line.slice(close + 1).trim(),
  };
}

/** "{a, b}, {1, 2}" or "a, 1, 2": sets separated by commas. */
function splitSets(text: string): readonly (readonly string[])[] | undefined {
  const sets: (readonly string[])[] = [];
  const set = /[ \t]*(?:\{([^{}]*)\}|([^ \t,{}]*))[ \t]*(,|$)/y;
  for (let at = 0; ;) {
    set.lastIndex = at;
    const match = set.exec(text);
    if (match === null) return undefined;
    sets.push(match[1] === undefined ? [match[2] ?? ""] : match[1].split(",").map((value) => value.trim()));
    at = set.lastIndex;
    if (match[3] === "") return sets;
  }
}
