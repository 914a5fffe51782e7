import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { followKernel, now, nowWithin, ownNow, sampleWallOffset } from "../../src/timeline/clock.ts";

afterEach(() => followKernel({ minMs: 0, maxMs: 0 }));

test("the offset of the wall clock is inside its sample, wherever the program was interrupted", () => {
  const readings = fc.array(fc.double({ min: 0.00005, max: 3, noNaN: true }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(readings, fc.double({ min: 0, max: 1_000, noNaN: true }), (lastsMs, offset) => {
      let at = 10;
      let reading = 0;
      const passes = (): number => (at += lastsMs[reading++ % lastsMs.length] ?? 1);
      const sampled = sampleWallOffset(passes, () => Math.floor(passes() + offset));
      expect(sampled.minMs).toBeLessThanOrEqual(offset + 1e-9);
      expect(sampled.maxMs).toBeGreaterThanOrEqual(offset - 1e-9);
    }),
  );
});

test("on the kernel of this process now is exact", () => {
  const { notBefore, notAfter } = nowWithin();
  expect(notBefore).toBe(notAfter);
  expect(now() - ownNow()).toBeLessThanOrEqual(0);
});

test("on another kernel now is that kernel's, and as uncertain as the offset", () => {
  followKernel({ minMs: 5_000, maxMs: 5_004 });
  const [own, { notBefore, notAfter }, at] = [ownNow(), nowWithin(), now()];
  expect(notAfter - notBefore).toBeCloseTo(4);
  expect(notBefore).toBeGreaterThanOrEqual(own + 5_000);
  expect(at).toBeGreaterThanOrEqual(own + 5_002);
});
