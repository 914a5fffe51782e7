import { expect, test } from "vitest";
import { senderQuality } from "../../src/timeline/sender.ts";
import { samples } from "./recording.ts";

test("one late sample of many is the worst lag but not the noise floor", () => {
  const all = samples({ to: 19_990 });
  const late = all.map((sample, k) => (k === 1000 ? { ...sample, sentAt: sample.scheduledAt + 80 } : sample));
  const { lagP999Ms, lagMaxMs, missingMs } = senderQuality(late, 10);
  expect(lagP999Ms).toBeCloseTo(0.2);
  expect(lagMaxMs).toBe(80);
  expect(missingMs).toBe(0);
});

test("samples that were never scheduled are missing time", () => {
  const kept = samples().filter(({ scheduledAt }) => scheduledAt < 1000 || scheduledAt > 1500);
  expect(senderQuality(kept, 10).missingMs).toBe(510);
});
