import { HarnessError, messageOf } from "../errors.ts";

interface Held {
  readonly what: string;
  readonly undo: () => Promise<void>;
}

/**
 * Owns what was acquired and gives it back in reverse order. An acquisition still under way when the scope closes is
 * waited for and undone too: a time-out in the middle of set-up leaves nothing behind.
 */
export class Scope {
  readonly #held: Held[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stepMs: number;
  #closing: Promise<void> | undefined;

  /** @param stepMs longest wait for one step of undoing, in milliseconds */
  constructor({ stepMs = 15_000 }: { stepMs?: number } = {}) {
    this.#stepMs = stepMs;
  }

  /** Acquires something together with its undo. Throws what `acquire` throws, or CLEANUP_FAILED on a closed scope. */
  async acquire<T>(what: string, acquire: () => Promise<T>, undo: (value: T) => Promise<void>): Promise<T> {
    if (this.#closing !== undefined) throw new HarnessError("CLEANUP_FAILED", `${what}: the scope is closed`);
    const acquiring = acquire().then((value) => {
      this.#held.push({ what, undo: () => undo(value) });
      return value;
    });
    this.#underWay.add(acquiring);
    try {
      return await acquiring;
    } finally {
      this.#underWay.delete(acquiring);
    }
  }

  /** Remembers an undo for something that exists already. */
  defer(what: string, undo: () => Promise<void>): void {
    this.#held.push({ what, undo });
  }

  /** Undoes everything, latest first. Throws CLEANUP_FAILED with all that failed, after trying all of it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const failed: string[] = [];
    for (let held = this.#held.pop(); held !== undefined; held = this.#held.pop()) {
      const { what, undo } = held;
      await bounded(undo(), this.#stepMs).catch((error: unknown) =>
        failed.push(`${what}: ${messageOf(error)}`),
      );
    }
    if (failed.length > 0) {
      throw new HarnessError("CLEANUP_FAILED", `could not undo: ${failed.join("; ")}`, {
        details: { failed },
      });
    }
  }
}

async function bounded(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new HarnessError("CLEANUP_FAILED", `no end after ${limitMs} ms`)),
      limitMs,
    );
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
