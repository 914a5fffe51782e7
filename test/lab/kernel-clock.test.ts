import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestKernelReading, isOwnClock, kernelReading, readKernelClock } from "../../src/lab/kernel-clock.ts";
import type { RunInHost } from "../../src/lab/kernel-clock.ts";

const bootId = "2d1f9a3c-0000-4000-8000-000000000001";

interface Trip {
  readonly thereMs: number;
  readonly perlMs: number;
  readonly backMs: number;
}

/** A host whose monotonic clock is ahead of ours by `lead` and whose wall clock is ahead of its own by `wall`. */
function simulated({ lead, wall, trips }: { lead: number; wall: number; trips: readonly Trip[] }): {
  own: () => number;
  run: RunInHost;
} {
  let at = 1_000;
  let trip = 0;
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  const run: RunInHost = () => {
    const { thereMs, perlMs, backMs } = trips[trip++ % trips.length] ?? { thereMs: 0, perlMs: 0, backMs: 0 };
    const asked = (at += thereMs) + lead + wall;
    const monotonic = (at += perlMs) + lead;
    const answered = at + lead + wall;
    at += backMs;
    const stamps = [monotonic, monotonic + wall, monotonic, asked, answered];
    return Promise.resolve({ output: `${stamps.map(seconds).join(" ")} ${bootId}\n` });
  };
  return { own: () => at, run };
}

describe("the clock of another kernel", () => {
  test("is inside what a round trip tells, however lopsided the trip", async () => {
    const ms = fc.double({ min: 0, max: 400, noNaN: true });
    const trip = fc.record({ thereMs: ms, perlMs: ms, backMs: ms });
    await fc.assert(
      fc.asyncProperty(trip, fc.double({ min: -1e7, max: 1e7, noNaN: true }), async (one, lead) => {
        const { own, run } = simulated({ lead, wall: 1_700_000_000_000, trips: [one] });
        const { labOverOwn, wallOverLab } = await readKernelClock(run, own);
        // A double has a quarter of a microsecond at this size.
        expect(labOverOwn.minMs).toBeLessThanOrEqual(lead + 0.001);
        expect(labOverOwn.maxMs).toBeGreaterThanOrEqual(lead - 0.001);
        expect(wallOverLab.minMs).toBeLessThanOrEqual(1_700_000_000_000 + 0.001);
        expect(wallOverLab.maxMs).toBeGreaterThanOrEqual(1_700_000_000_000 - 0.001);
      }),
    );
  });

  test("is known as well as the ways there and back were quick; perl's start does not count", async () => {
    const { own, run } = simulated({
      lead: 5_000_000,
      wall: 1_700_000_000_000,
      trips: [{ thereMs: 0.4, perlMs: 30, backMs: 0.6 }],
    });
    const { labOverOwn } = await readKernelClock(run, own);
    expect(labOverOwn.maxMs - labOverOwn.minMs).toBeCloseTo(1, 1);
  });

  test("is taken from the quickest of several round trips", async () => {
    const slow = { thereMs: 90, perlMs: 5, backMs: 10 };
    const trips = [slow, slow, { thereMs: 0.2, perlMs: 5, backMs: 0.1 }, slow];
    const { own, run } = simulated({ lead: -70, wall: 1_700_000_000_000, trips });
    const { labOverOwn } = await bestKernelReading(run, own);
    expect(labOverOwn.maxMs - labOverOwn.minMs).toBeLessThan(0.4);
  });
});

describe("whether it is this process's own", () => {
  const at = (minMs: number, maxMs: number): Parameters<typeof isOwnClock>[0] => ({
    bootId,
    wallOverLab: { minMs: 0, maxMs: 0 },
    labOverOwn: { minMs, maxMs },
    takenAt: 0,
  });

  test("the same boot and no offset: yes", () => expect(isOwnClock(at(-0.4, 0.3), bootId)).toBe(true));
  test("another boot, by chance without an offset: no", () =>
    expect(isOwnClock(at(-0.4, 0.3), "other")).toBe(false));
  test("no boot id, as on a Mac: no", () => expect(isOwnClock(at(-0.4, 0.3), undefined)).toBe(false));
  test("the same boot in a time namespace: no", () =>
    expect(isOwnClock(at(4_999, 5_001), bootId)).toBe(false));
});

test.each(["", "bash: perl: command not found\n1700000000.1 1700000000.2 boot", "a b c d e f"])(
  "a host that answers %j is an error, not a guess",
  (output) => {
    expect(() => kernelReading(output, { sentAt: 0, heardAt: 1 })).toThrow(
      expect.objectContaining({ code: "AGENT_FAILED" }),
    );
  },
);
