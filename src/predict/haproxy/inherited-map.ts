/**
 * A small map that begins with another one's content. Both share it until one of them is written to: thousands of
 * proxies that take over one defaults section without a change cost no copies.
 */
export class InheritedMap<Value> {
  #values: Map<string, Value> | undefined;
  #shared = false;

  constructor(from?: InheritedMap<Value>) {
    if (from === undefined) return;
    this.#values = from.#values;
    this.#shared = true;
    from.#shared = true;
  }

  get(name: string): Value | undefined {
    return this.#values?.get(name);
  }

  has(name: string): boolean {
    return this.#values?.has(name) === true;
  }

  set(name: string, value: Value): void {
    this.#own().set(name, value);
  }

  delete(name: string): void {
    if (this.has(name)) this.#own().delete(name);
  }

  toRecord(): Record<string, Value> {
    return Object.fromEntries(this.#values ?? []);
  }

  #own(): Map<string, Value> {
    if (this.#shared || this.#values === undefined) this.#values = new Map(this.#values);
    this.#shared = false;
    return this.#values;
  }
}
