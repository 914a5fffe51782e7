import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brownOutsOf, outagesOf, outagesWithin } from "../../src/timeline/outage.ts";
import type { SampleEvent } from "../../src/timeline/events.ts";
import { samples } from "./recording.ts";

describe("outages by hand", () => {
  test("a service that never failed has no outage and was away for no time", () => {
    expect(outagesOf(samples())).toEqual({
      outages: [],
      totalMs: { minMs: 0, maxMs: 0 },
      longestMs: { minMs: 0, maxMs: 0 },
    });
  });

  test("an outage lasts at least first failed to last failed, at most last good to first good", () => {
    const { outages } = outagesOf(samples({ down: [[1000, 3900]] }));
    expect(outages).toEqual([
      {
        firstFailedAt: 1000,
        lastFailedAt: 3890,
        lastGoodAt: 990,
        firstGoodAt: 3900,
        failed: 290,
        outcomes: { timeout: 290 },
        lastedMs: { minMs: 2890, maxMs: 2910 },
      },
    ]);
  });

  test("a single failed sample lasted anything from nothing to two intervals", () => {
    const { outages } = outagesOf(samples({ down: [[1000, 1010]] }));
    expect(outages).toMatchObject([{ failed: 1, lastedMs: { minMs: 0, maxMs: 20 } }]);
  });

  test("flapping is counted, not merged", () => {
    const felt = outagesOf(
      samples({
        down: [
          [1000, 1500],
          [1510, 2510],
          [3000, 3010, "reset"],
        ],
      }),
    );
    expect(felt.outages).toHaveLength(3);
    expect(felt.longestMs).toEqual({ minMs: 990, maxMs: 1010 });
    expect(felt.totalMs).toEqual({ minMs: 490 + 990, maxMs: 510 + 1010 + 20 });
  });

  test("a service that never came back was away without an upper bound", () => {
    const { outages, longestMs } = outagesOf(samples({ down: [[1000, Infinity]], to: 5000 }));
    expect(outages[0]).not.toHaveProperty("firstGoodAt");
    expect(longestMs).toEqual({ minMs: 4000, maxMs: Infinity });
  });

  test("a recording that begins in an outage gives it no upper bound either", () => {
    const { outages } = outagesOf(samples({ down: [[0, 100]] }));
    expect(outages).toMatchObject([{ firstGoodAt: 100, lastedMs: { minMs: 90, maxMs: Infinity } }]);
    expect(outages[0]).not.toHaveProperty("lastGoodAt");
  });

  test("samples that are missing beside an outage widen its upper bound", () => {
    const kept = samples({ down: [[1000, 2000]] }).filter(
      ({ scheduledAt }) => scheduledAt < 2000 || scheduledAt >= 2300,
    );
    expect(outagesOf(kept).outages).toMatchObject([{ lastedMs: { minMs: 990, maxMs: 1310 } }]);
  });

  test("an outage is taken whole where it only touches the span", () => {
    const felt = outagesOf(
      samples({
        down: [
          [900, 1500],
          [3000, 3100],
        ],
      }),
    );
    expect(outagesWithin(felt, 1000, 2000).outages).toMatchObject([{ firstFailedAt: 900 }]);
    expect(outagesWithin(felt, 1600, 2900).outages).toEqual([]);
  });

  test("answers that come too late are brown-outs, failures are not", () => {
    const slow = samples({ down: [[3000, 4000]] }).map((sample) =>
      sample.scheduledAt >= 1000 && sample.scheduledAt < 1200
        ? { ...sample, doneAt: sample.scheduledAt + 300 }
        : sample,
    );
    expect(brownOutsOf(slow, 250).outages).toMatchObject([
      { failed: 20, lastedMs: { minMs: 190, maxMs: 210 } },
    ]);
    expect(brownOutsOf(slow, 300).outages).toEqual([]);
  });
});

const everyMs = 10;
const anySamples = fc
  .array(fc.constantFrom("ok" as const, "timeout" as const, "refused" as const), {
    minLength: 1,
    maxLength: 200,
  })
  .map((outcomes) =>
    outcomes.map((outcome, k): SampleEvent => {
      const scheduledAt = k * everyMs;
      return {
        kind: "sample",
        probe: "p",
        scheduledAt,
        sentAt: scheduledAt,
        doneAt: scheduledAt + 1,
        outcome,
      };
    }),
  );

describe("outages of any samples", () => {
  test("every failure lies in exactly one outage", () => {
    fc.assert(
      fc.property(anySamples, (all) => {
        const { outages } = outagesOf(all);
        const failed = all.filter(({ outcome }) => outcome !== "ok");
        expect(outages.reduce((sum, outage) => sum + outage.failed, 0)).toBe(failed.length);
        for (const { scheduledAt } of failed) {
          const around = outages.filter(
            (outage) => outage.firstFailedAt <= scheduledAt && scheduledAt <= outage.lastFailedAt,
          );
          expect(around).toHaveLength(1);
        }
      }),
    );
  });

  test("no success lies inside an outage, and one lies between any two", () => {
    fc.assert(
      fc.property(anySamples, (all) => {
        const { outages } = outagesOf(all);
        const good = all.filter(({ outcome }) => outcome === "ok").map(({ scheduledAt }) => scheduledAt);
        for (const [index, outage] of outages.entries()) {
          expect(good.some((at) => outage.firstFailedAt <= at && at <= outage.lastFailedAt)).toBe(false);
          const next = outages[index + 1];
          if (next === undefined) continue;
          expect(good.some((at) => outage.lastFailedAt < at && at < next.firstFailedAt)).toBe(true);
        }
      }),
    );
  });

  test("the lower bound never exceeds the upper, and their width is at most two intervals where both ends were seen", () => {
    fc.assert(
      fc.property(anySamples, (all) => {
        for (const { lastedMs } of outagesOf(all).outages) {
          expect(lastedMs.minMs).toBeLessThanOrEqual(lastedMs.maxMs);
          if (lastedMs.maxMs !== Infinity) expect(lastedMs.maxMs - lastedMs.minMs).toBe(2 * everyMs);
        }
      }),
    );
  });

  test("the order in which samples completed does not matter", () => {
    const shuffled = anySamples.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        expect(outagesOf(mixed)).toEqual(outagesOf(all));
      }),
    );
  });

  test("a gap of known length lies within the bounds of what is reported of it", () => {
    const gap = fc.tuple(
      fc.double({ min: 100, max: 900, noNaN: true }),
      fc.double({ min: 1, max: 800, noNaN: true }),
    );
    fc.assert(
      fc.property(gap, ([start, lengthMs]) => {
        const { outages, totalMs } = outagesOf(samples({ to: 2000, down: [[start, start + lengthMs]] }));
        if (outages.length === 0) expect(lengthMs).toBeLessThanOrEqual(everyMs);
        else {
          expect(totalMs.minMs).toBeLessThanOrEqual(lengthMs);
          expect(totalMs.maxMs).toBeGreaterThanOrEqual(lengthMs);
        }
      }),
    );
  });
});
