/** Text that is kept at most: what is read of it takes a multiple of that in memory. */
const mostCharacters = 4 * 2 ** 20;

/** What was read of a text, kept for when the same text comes again; the oldest is forgotten where texts are large. */
export class Remembered<Value> {
  readonly #known = new Map<string, Value>();
  #characters = 0;

  /** What is known of the text, or what `read` makes of it. A failure is not remembered. */
  get(text: string, read: () => Value): Value {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const value = read();
    this.#known.set(text, value);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= mostCharacters || this.#known.size === 1) break;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
    return value;
  }
}
