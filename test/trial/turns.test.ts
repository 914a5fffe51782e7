import { expect, test } from "vitest";
import { Turns } from "../../src/trial/turns.ts";

/** Work that is over when it is told so. */
function work(): {
  readonly begun: () => boolean;
  readonly run: () => Promise<void>;
  readonly end: () => void;
} {
  let begun = false;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  return {
    begun: () => begun,
    run: () => {
      begun = true;
      return over;
    },
    end: () => end(),
  };
}

test("no more run at a time than may", async () => {
  const turns = new Turns(2);
  const [a, b, c] = [work(), work(), work()];
  const all = [a, b, c].map(({ run }) => turns.take(run));
  expect([a, b, c].map(({ begun }) => begun())).toEqual([true, true, false]);
  a.end();
  await all[0];
  expect(c.begun()).toBe(true);
  b.end();
  c.end();
  await Promise.all(all);
});

test("whoever has most left to do goes first, and of two that have as much the one who came first", async () => {
  const turns = new Turns(1);
  const order: string[] = [];
  const said = (name: string) => (): Promise<void> => {
    order.push(name);
    return Promise.resolve();
  };
  const first = work();
  const all = [
    turns.take(first.run),
    turns.take(said("short"), 2),
    turns.take(said("long"), 9),
    turns.take(said("late"), 9),
  ];
  first.end();
  await Promise.all(all);
  expect(order).toEqual(["long", "late", "short"]);
});

test("work that throws gives its turn back", async () => {
  const turns = new Turns(1);
  await expect(turns.take(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(turns.take(() => Promise.resolve(7))).resolves.toBe(7);
});
