/** Something that our readers say of a configuration and the running program says otherwise. */
export interface Difference {
  /** "web/own", "VI_1". */
  readonly of: string;
  readonly setting: string;
  readonly read: Value;
  readonly runs: Value;
}

export type Value = string | number | boolean | undefined;

/** Settings by name, of one server or one instance. */
export type Facts = Readonly<Record<string, Value>>;

/** How many facts were compared, and which of them differ. What only one side knows differs too. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

export function compare(read: ReadonlyMap<string, Facts>, runs: ReadonlyMap<string, Facts>): Comparison {
  const names = [...new Set([...read.keys(), ...runs.keys()])];
  const pairs = names.flatMap((of) => {
    const [ours, theirs] = [read.get(of), runs.get(of)];
    if (ours === undefined || theirs === undefined)
      return [{ of, setting: "is there", read: ours !== undefined, runs: theirs !== undefined }];
    const settings = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
    return settings.map((setting) => ({ of, setting, read: ours[setting], runs: theirs[setting] }));
  });
  return {
    compared: pairs.length,
    differences: pairs.filter(({ read: ours, runs: theirs }) => ours !== theirs),
  };
}
