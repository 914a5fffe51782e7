import { afterAll, beforeAll, expect, test } from "vitest";
import { before, goneWithinMs, killAt } from "./run-and-kill.ts";
import type { Before, Whom } from "./run-and-kill.ts";
import type { KillPoint } from "./phases.ts";

/** Four of the points of `npm run test:kill`: half of the containers made, a baseline, all faults in force, the lab half gone. */
const points: readonly (KillPoint & { readonly whom: Whom })[] = [
  { phase: "bring-up", afterMs: 1_000, whom: "all" },
  { phase: "baseline", afterMs: 500, whom: "owner" },
  { phase: "fault", afterMs: 1_500, whom: "all and the guard" },
  { phase: "teardown", afterMs: 200, whom: "all" },
];

let machine: Before;
beforeAll(async () => {
  machine = await before();
});
afterAll(() => machine.remove());

test.each(points)("nothing is left of a run whose $whom is killed in $phase", async ({ whom, ...point }) => {
  const { goneAfterMs, left, output } = await killAt(machine, point, whom);
  expect(left, output).toEqual([]);
  expect(goneAfterMs).toBeLessThanOrEqual(goneWithinMs);
});
