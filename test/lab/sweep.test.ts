import { describe, expect, test } from "vitest";
import { newOwner } from "../../src/lab/labels.ts";
import { sweep } from "../../src/lab/sweep.ts";
import { fakeEngine } from "./engine/fake-engine.ts";
import { engineNowS, engineWith } from "./things.ts";
import type { Thing } from "./things.ts";

const lab = (run: string, more: Partial<Thing> = {}): Thing[] => [
  { kind: "container", name: `${run}-a`, run, ...more },
  { kind: "network", name: `${run}-n`, run, ...more },
  { kind: "volume", name: `${run}-v`, run, ...more },
];
const guard = (run: string, state: string, madeAtS = 0): Thing => ({
  kind: "container",
  name: `${run}-guard`,
  run,
  guard: state,
  madeAtS,
});

async function swept(
  things: Thing[],
  options: Parameters<typeof sweep>[1] = {},
  refused: readonly string[] = [],
): Promise<{ removed: readonly string[]; failed: readonly string[]; living: readonly string[] }> {
  const { docker } = await fakeEngine(engineWith(things, { refused }));
  const { removed, failed, living } = await sweep({ docker }, options);
  return { removed: removed.map(({ name }) => name), failed, living };
}

describe("a run is dead, and all of it goes,", () => {
  test.each<[string, Thing[]]>([
    ["when it has no guard and its process is gone", lab("dead", { pid: 2 ** 22 + 1, start: "x" })],
    ["when its pid has passed to another process", lab("dead", { pid: process.pid, start: "other" })],
    ["when its guard has ended", [...lab("dead"), guard("dead", "exited")]],
    ["when its guard was never started", [...lab("dead"), guard("dead", "created", engineNowS - 61)]],
  ])("%s", async (_, things) => {
    const names = things.map(({ name }) => name);
    const { removed, living } = await swept(things);
    expect(removed).toEqual(names);
    expect(living).toEqual([]);
  });
});

describe("a run lives, and nothing of it is touched,", () => {
  const { pid, start } = newOwner();
  test.each<[string, Thing[]]>([
    ["while its guard runs, though no process of it is seen from here", [...lab("r"), guard("r", "running")]],
    ["while its guard is being started again", [...lab("r"), guard("r", "restarting")]],
    ["while its guard is about to be started", [guard("r", "created", engineNowS - 1)]],
    ["while its process runs, though its guard is gone", lab("r", { pid, start })],
  ])("%s", async (_, things) => {
    const { removed, living } = await swept(things);
    expect(removed).toEqual([]);
    expect(living).toEqual(["r"]);
  });
});

test("the guard is the last to go", async () => {
  const { removed } = await swept([guard("r", "running"), ...lab("r")], { run: "r" });
  expect(removed.at(-1)).toBe("r-guard");
  expect(removed).toHaveLength(4);
});

test("a run's own sweep can leave its guard, and touches no other run", async () => {
  const { removed } = await swept([guard("r", "running"), ...lab("r"), ...lab("other")], {
    run: "r",
    guards: false,
  });
  expect(removed).toEqual(["r-a", "r-n", "r-v"]);
});

test("what cannot be removed is named with the engine's reason, and the rest goes all the same", async () => {
  const { removed, failed } = await swept(lab("r"), { run: "r" }, ["r-n"]);
  expect(removed).toEqual(["r-a", "r-v"]);
  expect(failed).toEqual([expect.stringMatching(/^r-n: .*in use/)]);
});

test.each([
  [[], /^r-n: the engine counts a connection that no container has/],
  [["somebody's"], /^r-n: .*has active endpoints/],
])(
  "a network that the engine keeps although %j are connected is told of by what it is",
  async (connected, why) => {
    const { docker } = await fakeEngine(
      engineWith(lab("r"), { refused: ["r-n"], because: "network r-n has active endpoints", connected }),
    );
    const { failed } = await sweep({ docker }, { run: "r" });
    expect(failed).toEqual([expect.stringMatching(why)]);
  },
);
