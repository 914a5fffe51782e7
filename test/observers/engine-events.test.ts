import { setTimeout as passed } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchEngine } from "../../src/observers/engine-events.ts";
import { instant } from "../../src/timeline/clock.ts";
import type { TimelineEvent } from "../../src/timeline/events.ts";
import { fakeEngine } from "../lab/engine/fake-engine.ts";

/** A lab whose engine tells these events and then falls silent. */
async function watched(
  actions: readonly { action: string; host: string; name?: string }[],
): Promise<{ recorded: readonly TimelineEvent[]; lost: readonly string[]; stop: () => void }> {
  const engine = await fakeEngine(() => ({
    lines: [
      ...actions.map(({ action, host, name = `r-1-${host}` }) => ({
        Action: action,
        timeNano: 5e6,
        Actor: { Attributes: { "haproof.host": host, name } },
      })),
      // Every line of an engine is ended.
      "",
    ],
  }));
  const recorded: TimelineEvent[] = [];
  const lost: string[] = [];
  const stop = await watchEngine({
    id: "r-1",
    run: "r",
    engine,
    hosts: [{ name: "kms1" }],
    clock: { instantOf: (at) => instant(at) },
    record: (event) => void recorded.push(event),
    lose: ({ message }) => void lost.push(message),
  });
  return { recorded, lost, stop };
}

/** Longer than a stream of a made-up engine needs to end, in milliseconds. */
const endedMs = 200;

test("a container that is removed meanwhile is the end of the lab, and named", async () => {
  const { lost } = await watched([{ action: "destroy", host: "kms1" }]);
  await expect.poll(() => lost[0]).toBe("the container of kms1 was removed by somebody else");
});

test("a container that is killed is a fault, and no end", async () => {
  const { recorded, lost, stop } = await watched([
    { action: "die", host: "kms1" },
    { action: "destroy", host: "kms1", name: "r-2-kms1" },
  ]);
  await expect.poll(() => recorded).toHaveLength(1);
  stop();
  expect(recorded).toMatchObject([{ kind: "engine", host: "kms1", action: "die" }]);
  expect(lost.filter((why) => why.includes("kms1"))).toEqual([]);
});

test("an engine that falls silent is the end of the lab", async () => {
  const { lost } = await watched([]);
  await expect.poll(() => lost).toEqual(["the container engine stopped or was restarted during the run"]);
});

test("a watch that was stopped in order says nothing more", async () => {
  const { lost, stop } = await watched([]);
  stop();
  await passed(endedMs);
  expect(lost).toEqual([]);
});
