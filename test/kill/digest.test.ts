import { expect, test } from "vitest";
import { difference, withoutCounters } from "../../kill/digest.ts";
import { asBefore } from "../../kill/run-and-kill.ts";

test("what came and what went is told apart", () => {
  expect(difference(["network a", "route b"], ["route b", "container c"])).toEqual([
    "- network a",
    "+ container c",
  ]);
});

test.each([
  [":DOCKER-USER - [12:3456]", ":DOCKER-USER - "],
  ["meta mark @alive counter packets 12 bytes 3456 drop", "meta mark @alive counter  drop"],
  ["-A FORWARD -j DOCKER-USER", "-A FORWARD -j DOCKER-USER"],
])("counters of %s do not count", (line, without) => {
  expect(withoutCounters(line)).toBe(without);
});

test("a machine that is as before at the second look is clean, and it took until then", async () => {
  const looks = [["network left"], []];
  const machine = { state: [], look: () => Promise.resolve(looks.shift() ?? []) };
  const { goneAfterMs, left } = await asBefore(machine, performance.now());
  expect(left).toEqual([]);
  expect(goneAfterMs).toBeGreaterThan(0);
});

test("what is there after ten seconds was left behind, even if it goes later", async () => {
  const elevenSecondsAgo = performance.now() - 11_000;
  const looks = [["network left"], []];
  const machine = { state: [], look: () => Promise.resolve(looks.shift() ?? []) };
  expect(await asBefore(machine, elevenSecondsAgo)).toMatchObject({ left: ["+ network left"] });
});

test("what never goes is given up after a minute more", async () => {
  const machine = { state: [], look: () => Promise.resolve(["container left"]) };
  expect(await asBefore(machine, performance.now() - 75_000)).toEqual({
    goneAfterMs: undefined,
    left: ["+ container left"],
  });
});
