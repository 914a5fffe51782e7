import { expect, test } from "vitest";
import { distributionOf } from "../../../src/predict/simulate/distribution.ts";
import { pictureOf } from "../../../src/predict/simulate/picture.ts";
import { randomFrom } from "../../../src/predict/simulate/random.ts";
import { windowOf } from "../../../src/predict/timing/window.ts";

test("a distribution knows its extremes, its percentiles and how often each step was hit", () => {
  const samples = Float64Array.from({ length: 1000 }, (_, at) => 999 - at);
  const { minMs, maxMs, meanMs, percentilesMs, histogram } = distributionOf(samples, 10);
  expect({ minMs, maxMs, meanMs }).toEqual({ minMs: 0, maxMs: 999, meanMs: 499.5 });
  expect(percentilesMs).toMatchObject({ p1: 10, p50: 500, p99: 990 });
  expect(histogram.counts).toEqual(new Array(10).fill(100));
});

test("a distribution of one value only is not a division by zero", () => {
  const { histogram, minMs, maxMs } = distributionOf(new Float64Array(5).fill(602), 10);
  expect([minMs, maxMs]).toEqual([602, 602]);
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(5);
});

test("numbers are spread evenly over [0, 1)", () => {
  const random = randomFrom(42);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw += 1) {
    const bin = Math.floor(random() * 10);
    counts[bin] = (counts[bin] ?? NaN) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test("a picture shows the window, the percentiles and every measured trial, and escapes its title", () => {
  const { histogram, percentilesMs } = distributionOf(Float64Array.from([2600, 3000, 3600]));
  const picture = pictureOf([
    {
      title: `takeover of <vip> & "co"`,
      histogram,
      window: windowOf(2602, 3602),
      percentilesMs,
      measured: [
        { minMs: 2700, maxMs: 2720 },
        { minMs: 3500, maxMs: 3510 },
      ],
    },
  ]);
  expect(picture).toMatch(/^<svg xmlns/);
  expect(picture.match(/<title>measured<\/title>/g)).toHaveLength(2);
  expect(picture).toContain("predicted window");
  expect(picture).toContain("takeover of &lt;vip&gt; &amp; &quot;co&quot;");
  expect(picture).not.toContain("NaN");
});

test("a picture of a window without end stays finite", () => {
  const { histogram, percentilesMs } = distributionOf(Float64Array.from([5, 6]));
  const picture = pictureOf([
    { title: "t", histogram, window: windowOf(0, Infinity), percentilesMs, measured: [] },
  ]);
  expect(picture).not.toMatch(/NaN|Infinity/);
});
