import { setTimeout as passed } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { nowUs } from "../../src/agent/microseconds.ts";
import { OpenLoop } from "../../src/agent/open-loop.ts";
import { dueUs } from "../../src/agent/sample-wire.ts";
import type { Schedule } from "../../src/agent/sample-wire.ts";

interface Sent {
  readonly k: number;
  readonly lagUs: number;
}

function looping(schedule: Schedule, firstK = 0): { readonly loop: OpenLoop; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const loop = new OpenLoop(schedule, firstK, {
    send: (k) => sent.push({ k, lagUs: nowUs() - dueUs(schedule, k) }),
    isAwaiting: () => false,
  });
  onTestFinished(() => loop.stop());
  loop.start();
  return { loop, sent };
}

function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("every operation has its turn, in order and never early", async () => {
  const { loop, sent } = looping({ t0Us: nowUs() + 5_000, everyUs: 2_000 });
  await passed(60);
  loop.stop();
  const count = sent.length;
  expect(count).toBeGreaterThan(20);
  expect(sent.map(({ k }) => k)).toEqual(Array.from({ length: count }, (_, k) => k));
  expect(Math.min(...sent.map(({ lagUs }) => lagUs))).toBeGreaterThanOrEqual(0);
  await passed(10);
  expect(sent).toHaveLength(count);
});

test("what a stall made overdue is sent at once, late by as much as it is, and nothing is left out", async () => {
  const { loop, sent } = looping({ t0Us: nowUs() + 5_000, everyUs: 2_000 });
  await passed(20);
  const before = sent.length;
  stall(60);
  await passed(20);
  loop.stop();
  expect(sent.map(({ k }) => k)).toEqual(Array.from({ length: sent.length }, (_, k) => k));
  const overdue = sent.slice(before).filter(({ lagUs }) => lagUs > 10_000);
  expect(overdue.length).toBeGreaterThanOrEqual(20);
  expect(Math.max(...overdue.map(({ lagUs }) => lagUs))).toBeGreaterThan(50_000);
});

test("a schedule that has begun is joined where it is told", async () => {
  const { sent } = looping({ t0Us: nowUs() - 1_000_000, everyUs: 10_000 }, 102);
  await passed(60);
  expect(sent.slice(0, 2).map(({ k }) => k)).toEqual([102, 103]);
});
