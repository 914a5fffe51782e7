import { expect, it } from "vitest";
import { andThen } from "../../src/lab/and-then.ts";

const fails =
  (what: string): (() => Promise<never>) =>
  () =>
    Promise.reject(new TypeError(what));
const does = (): Promise<void> => Promise.resolve();

it("gives the result, and does the rest", async () => {
  const done: string[] = [];
  const rest = (): Promise<void> => Promise.resolve(void done.push("rest"));
  await expect(andThen(() => Promise.resolve(7), rest)).resolves.toBe(7);
  expect(done).toEqual(["rest"]);
});

it("throws what went wrong first, whatever the rest says", async () => {
  await expect(andThen(fails("work"), fails("rest"))).rejects.toThrow("work");
  await expect(andThen(fails("work"), does)).rejects.toThrow("work");
  await expect(andThen(does, fails("rest"))).rejects.toThrow("rest");
});
