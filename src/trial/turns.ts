interface Waiting {
  readonly left: number;
  readonly go: () => void;
}

/** Lets so many pieces of work run at a time; whoever has most left to do goes first, or else who came first. */
export class Turns {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** @param left how much the one who asks has still to do, in any unit that all use */
  async take<T>(work: () => Promise<T>, left = 0): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#waiting.push({ left, go }));
    try {
      return await work();
    } finally {
      const next = this.#takeNext();
      if (next === undefined) this.#free++;
      else next.go();
    }
  }

  #takeNext(): Waiting | undefined {
    const most = Math.max(...this.#waiting.map(({ left }) => left));
    const at = this.#waiting.findIndex(({ left }) => left === most);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }
}
