import { afterEach, expect, test } from "vitest";
import { ownBootId } from "../../src/lab/kernel-clock.ts";
import type { RunInHost } from "../../src/lab/kernel-clock.ts";
import { WallClock } from "../../src/lab/wall-clock.ts";
import { followKernel, now, ownNow } from "../../src/timeline/clock.ts";

const wallMs = 1_700_000_000_000;
let clock: WallClock | undefined;

afterEach(() => {
  clock?.stop();
  followKernel({ minMs: 0, maxMs: 0 });
});

/** A host whose clock is ahead of this process's by `leadMs`, and whose wall clock is ahead of that by `wallMs`. */
function host(leadMs: number, bootId: string): RunInHost {
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  return () => {
    const lab = ownNow() + leadMs;
    const stamps = [lab, lab + wallMs, lab, lab + wallMs, lab + wallMs];
    return Promise.resolve({ output: `${stamps.map(seconds).join(" ")} ${bootId}` });
  };
}

test("a host on this kernel leaves the clock as it is", async () => {
  clock = new WallClock();
  await clock.meet(host(0, ownBootId() ?? "none"));
  expect(clock.isForeign).toBe(ownBootId() === undefined);
  expect(Math.abs(now() - ownNow())).toBeLessThan(50);
});

test("a host on another kernel is followed: now and its wall clock agree", async () => {
  clock = new WallClock();
  await clock.meet(host(9_000_000, "another"));
  expect(clock.isForeign).toBe(true);
  const [before, stamped, after] = [ownNow(), ownNow() + 9_000_000 + wallMs, now()];
  const { notBefore, notAfter } = clock.instantOf(stamped);
  expect(notBefore).toBeLessThanOrEqual(stamped - wallMs);
  expect(notAfter).toBeGreaterThanOrEqual(stamped - wallMs);
  expect(after - before).toBeGreaterThan(9_000_000 - 50);
});

test("a host that cannot tell its clocks is an error", async () => {
  clock = new WallClock();
  await expect(clock.meet(() => Promise.resolve({ output: "no perl here" }))).rejects.toMatchObject({
    code: "AGENT_FAILED",
  });
});
