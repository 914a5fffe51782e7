/**
 * The variables that a configuration sees while it is read: those of the process, as `setenv` and its like change
 * them. `spend` bounds what they may fill in altogether: `setenv A "$A$A"` on fifty lines would otherwise fill memory.
 */
export class Environment {
  readonly #values: Map<string, string>;
  #budget = 4 * 1024 * 1024;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = new Map(Object.entries(values));
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** `setenv`. */
  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** `unsetenv`. */
  unset(name: string): void {
    this.#values.delete(name);
  }

  /** `resetenv`: only these stay. */
  keepOnly(names: readonly string[]): void {
    for (const name of this.#values.keys()) if (!names.includes(name)) this.#values.delete(name);
  }

  /** Takes note of text that was filled in; false when it is too much. */
  spend(characters: number): boolean {
    this.#budget -= characters;
    return this.#budget >= 0;
  }
}
